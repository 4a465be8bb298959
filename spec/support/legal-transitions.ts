import type { ConnectionStatus } from '../../lib';

type State = ConnectionStatus['state'];

/**
 * Which state of a connection may follow which: the arrows of the diagram in ARCHITECTURE.md. A state that leads to
 * itself is told again because something in it changed.
 */
export const MAY_FOLLOW: Readonly<Record<State, readonly State[]>> = {
  idle: ['authorizing', 'connecting', 'waiting', 'paused', 'closed'],
  authorizing: ['authorizing', 'connecting', 'waiting', 'paused', 'failed', 'idle', 'closed'],
  connecting: ['authorizing', 'open', 'waiting', 'paused', 'failed', 'idle', 'closed'],
  open: ['open', 'authorizing', 'connecting', 'waiting', 'paused', 'failed', 'idle', 'closed'],
  waiting: ['waiting', 'authorizing', 'connecting', 'paused', 'idle', 'closed'],
  paused: ['paused', 'authorizing', 'connecting', 'waiting', 'idle', 'closed'],
  failed: ['authorizing', 'connecting', 'waiting', 'paused', 'idle', 'closed'],
  closed: [],
};
