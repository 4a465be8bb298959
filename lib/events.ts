import type { ConfigError, ConnectionError, GatewaySocketError, TokenError } from './errors';
import type { PausedReason, Underway, WaitingReason } from './status';

/** A connection that has just taken over. */
export interface Opened {
  /** The number of this connection among those of the socket, from 1. */
  readonly count: number;
  /**
   * Whether an earlier connection had ended: messages of the time without a connection (`downtime`) may have been
   * missed.
   */
  readonly reconnected: boolean;
  /** Whether it replaced an open connection. */
  readonly rotated: boolean;
  /**
   * How long nothing could arrive, in ms; 0 for the first connection and after a rotation. With `rotated` it is more
   * than 0 if the replaced connection was silent since a sleep of the machine, or seemed deaf. Messages since then may
   * be missing.
   */
  readonly downtime: number;
  /** The channel it was opened for. */
  readonly channel?: string;
}

/** An event of the connection, for logs and metrics. `at` is epoch ms. Contains no secrets. */
export type SocketEvent =
  /** A token is being fetched. */
  | {
      readonly type: 'token';
      readonly at: number;
      /** The number of the attempt, from 1 since the connection was last stable. */
      readonly attempt: number;
    }
  /** A socket is being opened. */
  | {
      readonly type: 'connecting';
      readonly at: number;
      /** The number of the attempt, from 1 since the connection was last stable. */
      readonly attempt: number;
      /** The channel that it is for. */
      readonly channel?: string;
    }
  /** A connection took over. */
  | ({ readonly type: 'open'; readonly at: number } & Opened)
  /** An attempt failed, or a connection was lost. */
  | {
      readonly type: 'ended';
      readonly at: number;
      /** How it ended. */
      readonly error: ConnectionError;
      /** The attempt that was already in progress to replace it, and continues. */
      readonly next?: Underway;
    }
  /** The host is offline, and the next attempt waits, or the page is suspended. */
  | {
      readonly type: 'paused';
      readonly at: number;
      /** Which of the two. */
      readonly reason: PausedReason;
    }
  /** A connection is being opened to replace the open one. With `rotation: false` the open one is closed first. */
  | {
      readonly type: 'rotating';
      readonly at: number;
      /** Why the open one is replaced. */
      readonly why: RotationReason;
    }
  /** The next attempt waits: see {@link ConnectionStatus}. */
  | {
      readonly type: 'waiting';
      readonly at: number;
      /** Why it waits. */
      readonly reason: WaitingReason;
      /** The number of the attempt that waits. */
      readonly attempt: number;
      /** How long it waits, in ms. */
      readonly delay: number;
      /** Until when, in epoch ms. */
      readonly until: number;
      /** The error after which it waits, if there was one. */
      readonly cause?: GatewaySocketError;
    }
  /** A fatal error, which no retry can cure. */
  | {
      readonly type: 'failed';
      readonly at: number;
      /** The fatal error. */
      readonly error: GatewaySocketError;
    }
  /** The last user left, `linger` passed, and the connection was closed. */
  | { readonly type: 'idle'; readonly at: number }
  /** `close()` was called. */
  | { readonly type: 'closed'; readonly at: number };

/**
 * Why an open connection is replaced. `age` and `idle`: the server's limit is near. `join` and `reconnect`: the method
 * was called. `wake`: the machine slept or was offline, and the connection may be dead.
 */
export type RotationReason = 'age' | 'idle' | 'join' | 'reconnect' | 'wake';

/** Why an inbound frame is not a valid message. */
export type InvalidReason = 'not-json' | 'not-an-object' | 'no-type' | 'binary' | 'schema';

/** One issue that a schema found. A fault has at most 10 of them, each cut to a bounded size. */
export interface Issue {
  /** The problem in the words of the schema's library; at most 200 characters. */
  readonly message: string;
  /** The path to the wrong value in the message; empty for the whole message. */
  readonly path: readonly (string | number)[];
}

/**
 * Why a message that `send()` accepted did not, or may not, reach the gateway.
 *
 * - `expired`: it waited longer than `outbox.ttl`.
 * - `overflow`: the outbox was full and dropped it.
 * - `closed`: it was queued when `close()` was called.
 * - `failed`: it was queued when a fatal error ended the streams.
 * - `too-large`: the gateway closed the connection with 1009 because of it.
 * - `unconfirmed`: its connection was lost before its bytes were sent, or turned out deaf or dead before it was proven. Best
 *   effort: the backend may still have received it.
 */
export type UndeliveredReason = 'expired' | 'overflow' | 'closed' | 'failed' | 'too-large' | 'unconfirmed';

/** A problem that does not end the streams. */
export type Fault =
  /** A frame that is not a valid message. */
  | {
      readonly type: 'invalid-message';
      /** Why it is not valid. */
      readonly reason: Exclude<InvalidReason, 'schema'>;
      /** The beginning of the frame, at most 200 characters; for a binary frame its size. */
      readonly raw: string;
    }
  /** A message that its schema refused, or whose type has no schema although `schemas` is set. */
  | {
      readonly type: 'invalid-message';
      /** It failed the check of the schema. */
      readonly reason: 'schema';
      /** The beginning of the frame, at most 200 characters. */
      readonly raw: string;
      /** The issues that the schema found, at most 10. */
      readonly issues: readonly Issue[];
    }
  /** API Gateway itself answered a message with an error frame: it has no route, or the backend failed. */
  | {
      readonly type: 'gateway-error';
      /** The text of the gateway, such as `'Internal server error'`, `'Forbidden'`, `'Bad request body'`. */
      readonly message: string;
      /** The id of the connection, as in the gateway's logs. */
      readonly connectionId: string;
      /** The id of the message, as in the gateway's logs. */
      readonly requestId: string;
    }
  /** A token fetch failed. */
  | {
      readonly type: 'token';
      /** Why it failed. */
      readonly error: TokenError;
    }
  /** Several handshakes in a row were refused with fresh tokens. */
  | {
      readonly type: 'refused';
      /** How many were refused in a row. */
      readonly attempts: number;
      /** The likely causes, in words. */
      readonly hint: string;
    }
  /**
   * A function of the configuration threw while the open connection was to be replaced. When that connection ends, the
   * error ends the streams.
   */
  | {
      readonly type: 'config';
      /** Names the option; its `cause` is what the function threw. */
      readonly error: ConfigError;
    }
  /** A connection received nothing although messages were sent to it, and was dropped. An `ended` event follows. */
  | {
      readonly type: 'deaf';
      /** The likely causes, in words. */
      readonly hint: string;
    }
  /** A message that `send()` accepted and that did not, or may not, reach the gateway. */
  | {
      readonly type: 'undelivered';
      /** Its name, as it was passed to `send()`. */
      readonly name: string;
      /** The same object that was passed to `send()`, with any later changes. */
      readonly params: object;
      /** Why it is undelivered. */
      readonly reason: UndeliveredReason;
    };
