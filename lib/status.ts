import type { GatewaySocketError } from './errors';

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
