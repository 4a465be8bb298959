import type { GatewaySocketError } from './errors';

/** Why nothing is tried just now although a connection is needed. */
export type WaitingReason = 'backoff' | 'budget' | 'rate-limited';

/** Why nothing is tried although a connection is needed. */
export type PausedReason = 'offline' | 'suspended';

/** An attempt under way. */
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
  /** The socket has no users: nothing is open and nothing is tried. */
  | { readonly state: 'idle' }
  | Underway
  /** Messages flow. A rotation stays `open`. */
  | {
      readonly state: 'open';
      /** Since when, in epoch ms; a rotation does not change it. */
      readonly since: number;
      /** The channel that it is open for. */
      readonly channel?: string;
    }
  /** The next attempt waits. */
  | {
      readonly state: 'waiting';
      /** What for. */
      readonly reason: WaitingReason;
      /** Its number, from 1 since the connection was last stable. */
      readonly attempt: number;
      /** For how long in all, in ms. */
      readonly delay: number;
      /** Until when, in epoch ms: what a countdown counts down to. */
      readonly until: number;
      /** What ended the last attempt, where that is why. */
      readonly cause?: GatewaySocketError;
    }
  /** The host reported that trying is useless. */
  | {
      readonly state: 'paused';
      /** What the host reported. */
      readonly reason: PausedReason;
    }
  /** A retry cannot cure what happened. A new subscription starts afresh. */
  | {
      readonly state: 'failed';
      /** What happened. */
      readonly cause: GatewaySocketError;
    }
  /** `close()` was called: final. */
  | { readonly state: 'closed' };
