import type { GatewaySocketError } from './errors';

/**
 * Why the next attempt waits for a time: after a failure, for the attempt budget, or for a rate limit of the backend.
 */
export type WaitingReason = 'backoff' | 'budget' | 'rate-limited';

/** Why there are few or no attempts: the host is offline (one a minute), or the page is suspended (none). */
export type PausedReason = 'offline' | 'suspended';

/** An attempt in progress. */
export type Underway =
  /** A token is being fetched. */
  | {
      readonly state: 'authorizing';
      /** From 1 since the connection was last stable. */
      readonly attempt: number;
    }
  /** A socket with a fresh token is being opened. */
  | {
      readonly state: 'connecting';
      /** From 1 since the connection was last stable. */
      readonly attempt: number;
    };

/** The state of the one connection that all streams of a socket share. */
export type ConnectionStatus =
  /** The socket has no users: no connection is open, and none is attempted. */
  | { readonly state: 'idle' }
  | Underway
  /** A connection is open. It stays `open` during a rotation. */
  | {
      readonly state: 'open';
      /** Since when, in epoch ms; a rotation does not change it. */
      readonly since: number;
      /** The channel of the connection. */
      readonly channel?: string;
    }
  /** The next attempt waits. */
  | {
      readonly state: 'waiting';
      /** Why it waits. */
      readonly reason: WaitingReason;
      /** Its number, from 1 since the connection was last stable. */
      readonly attempt: number;
      /** The whole wait, in ms. */
      readonly delay: number;
      /** The end of the wait, in epoch ms, for a countdown. */
      readonly until: number;
      /** The error after which it waits, if there was one. */
      readonly cause?: GatewaySocketError;
    }
  /** The host is offline, and the next attempt waits, or the page is suspended. */
  | {
      readonly state: 'paused';
      /** Which of the two. */
      readonly reason: PausedReason;
    }
  /** A fatal error, which no retry can cure. A new subscription starts a new attempt. */
  | {
      readonly state: 'failed';
      /** The fatal error. */
      readonly cause: GatewaySocketError;
    }
  /** `close()` was called: final. */
  | { readonly state: 'closed' };
