import type { GatewaySocketError } from './errors';
import type { SocketEvent } from './events';

/** Why nothing is tried just now although a connection is wanted. */
export type WaitingReason = 'backoff' | 'budget' | 'rate-limited';

/** Why nothing is tried although a connection is wanted. */
export type PausedReason = 'offline' | 'suspended';

/** An attempt under way: `attempt` counts from 1 since the connection was last stable. */
export type Underway =
  /** A token is being fetched. */
  | { readonly state: 'authorizing'; readonly attempt: number }
  /** A socket with a fresh token is being opened. */
  | { readonly state: 'connecting'; readonly attempt: number };

/** The state of the one connection that all streams of a socket share. Times are epoch ms, delays ms. */
export type ConnectionStatus =
  /** Nobody uses the socket: nothing is open and nothing is tried. */
  | { readonly state: 'idle' }
  | Underway
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
  | { readonly state: 'paused'; readonly reason: PausedReason }
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
    case 'open': {
      const { at, rotated, channel } = event;
      const stays = rotated && current.state === 'open';
      if (stays && current.channel === channel) return current;
      return { state: 'open', since: stays ? current.since : at, ...(channel !== undefined && { channel }) };
    }
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
    case 'paused':
      return { state: 'paused', reason: event.reason };
    case 'ended':
      return event.next ?? current;
    case 'rotating':
      return current;
  }
}
