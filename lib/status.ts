import type { GatewaySocketError } from './errors';
import type { SocketEvent } from './events';

/** Why nothing is tried just now although a connection is wanted. */
export type WaitingReason = 'backoff' | 'budget' | 'rate-limited';

/** The state of the one connection that all streams of a socket share. Times are epoch ms, delays ms. */
export type ConnectionStatus =
  /** Nobody uses the socket: nothing is open and nothing is tried. */
  | { readonly state: 'idle' }
  /** A token is being fetched. `attempt` counts from 1 since the connection was last stable. */
  | { readonly state: 'authorizing'; readonly attempt: number }
  /** A socket with a fresh token is being opened. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** Messages flow. A rotation stays `open`. */
  | { readonly state: 'open'; readonly since: number; readonly channel?: string }
  /** The next attempt, number `attempt`, comes after `delay`, at `until`. */
  | {
      readonly state: 'waiting';
      readonly reason: WaitingReason;
      readonly attempt: number;
      readonly delay: number;
      readonly until: number;
      readonly cause?: GatewaySocketError;
    }
  /** The host said that trying is useless. */
  | { readonly state: 'paused'; readonly reason: 'offline' | 'suspended' }
  /** A retry cannot cure what happened. A new subscription starts afresh. */
  | { readonly state: 'failed'; readonly cause: GatewaySocketError }
  /** `close()` was called: final. */
  | { readonly state: 'closed' };

/** The status that an event leads to: the whole state machine of the connection, one row an event. */
export function nextStatus(current: ConnectionStatus, event: SocketEvent): ConnectionStatus {
  if (current.state === 'closed') return current;
  switch (event.type) {
    case 'token':
      return current.state === 'open' ? current : { state: 'authorizing', attempt: event.attempt };
    case 'connecting':
      return current.state === 'open' ? current : { state: 'connecting', attempt: event.attempt };
    case 'open':
      return { state: 'open', since: event.at, ...(event.channel !== undefined && { channel: event.channel }) };
    case 'waiting': {
      const { reason, attempt, delay, until, cause } = event;
      return { state: 'waiting', reason, attempt, delay, until, ...(cause && { cause }) };
    }
    case 'failed':
      return { state: 'failed', cause: event.error };
    case 'idle':
      return { state: 'idle' };
    case 'closed':
      return { state: 'closed' };
    case 'ended':
      return current;
  }
}
