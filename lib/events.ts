import type { ConfigError, ConnectionError, GatewaySocketError, TokenError } from './errors';
import type { PausedReason, Underway, WaitingReason } from './status';

/** A connection that has just taken over. */
export interface Opened {
  /** The how-manieth connection of this socket it is, from 1. */
  readonly count: number;
  /** Whether an earlier connection had ended: messages of the meantime (`downtime`) are to be fetched again. */
  readonly reconnected: boolean;
  /** Whether it replaced an open connection without a gap. */
  readonly rotated: boolean;
  /** For how long nothing could arrive, in ms; 0 for the first connection and after a rotation. */
  readonly downtime: number;
  /** The channel it was opened for. */
  readonly channel?: string;
}

/** The life of a connection, structured, for logs and metrics. `at` is epoch ms. Holds no secret. */
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
  /** An attempt or a connection ended by itself. */
  | {
      readonly type: 'ended';
      readonly at: number;
      /** How it ended. */
      readonly error: ConnectionError;
      /** The attempt that was under way already to replace it, and now goes on in its place. */
      readonly next?: Underway;
    }
  /** The host reported that trying is useless for now. */
  | {
      readonly type: 'paused';
      readonly at: number;
      /** What the host reported. */
      readonly reason: PausedReason;
    }
  /** A connection is opened beside the open one, to replace it; in its place with `rotation: false`. */
  | {
      readonly type: 'rotating';
      readonly at: number;
      /** What for. */
      readonly why: RotationReason;
    }
  /** The next attempt waits: see {@link ConnectionStatus}. */
  | {
      readonly type: 'waiting';
      readonly at: number;
      /** What is waited for. */
      readonly reason: WaitingReason;
      /** The number of the attempt that waits. */
      readonly attempt: number;
      /** For how long, in ms. */
      readonly delay: number;
      /** Until when, in epoch ms. */
      readonly until: number;
      /** What ended the last attempt, where that is why. */
      readonly cause?: GatewaySocketError;
    }
  /** A retry cannot cure what happened. */
  | {
      readonly type: 'failed';
      readonly at: number;
      /** What happened. */
      readonly error: GatewaySocketError;
    }
  /** The last user left, `linger` passed, and the connection was closed. */
  | { readonly type: 'idle'; readonly at: number }
  /** `close()` was called. */
  | { readonly type: 'closed'; readonly at: number };

/**
 * Why an open connection is replaced: the server's limit on its `age` or on its `idle` time is near, a `join()` or a
 * `reconnect()` asked for it, or the machine slept or was offline and the other side may be gone (`wake`).
 */
export type RotationReason = 'age' | 'idle' | 'join' | 'reconnect' | 'wake';

/** Why an inbound frame was no message. */
export type InvalidReason = 'not-json' | 'not-an-object' | 'no-type' | 'binary' | 'schema';

/** One thing that a schema found wrong: at most 10 for one message, each cut to a bearable size. */
export interface Issue {
  /** What is wrong, in the words of the schema's library; at most 200 characters. */
  readonly message: string;
  /** Where in the message it is; empty for the message as a whole. */
  readonly path: readonly (string | number)[];
}

/**
 * Why a message that `send()` accepted did not, or may not, reach the gateway: it waited longer than `outbox.ttl`
 * (`expired`), a full outbox gave it up (`overflow`), it waited when `close()` was called (`closed`) or when a fatal error
 * came (`failed`), the gateway closed with 1009 because of it (`too-large`), or its connection was lost with its bytes,
 * or turned out deaf or dead before it was proven (`unconfirmed`, best effort: the backend may have it all the same).
 */
export type UndeliveredReason = 'expired' | 'overflow' | 'closed' | 'failed' | 'too-large' | 'unconfirmed';

/** What went wrong without ending the stream. */
export type Fault =
  /** A frame that is no message. */
  | {
      readonly type: 'invalid-message';
      /** Why it is none. */
      readonly reason: Exclude<InvalidReason, 'schema'>;
      /** Its beginning, at most 200 characters; of a binary frame its size. */
      readonly raw: string;
    }
  /** A message that the schema of its type refused, or whose type has no schema where others have. */
  | {
      readonly type: 'invalid-message';
      /** Its schema did not take it. */
      readonly reason: 'schema';
      /** Its beginning, at most 200 characters. */
      readonly raw: string;
      /** What its schema found wrong, at most 10. */
      readonly issues: readonly Issue[];
    }
  /** API Gateway itself answered a message: no route for it, or the backend failed. */
  | {
      readonly type: 'gateway-error';
      /** In the gateway's words: `'Internal server error'`, `'Forbidden'`, `'Bad request body'`. */
      readonly message: string;
      /** The connection, as the gateway's logs call it. */
      readonly connectionId: string;
      /** The message, as the gateway's logs call it. */
      readonly requestId: string;
    }
  /** A token fetch failed. */
  | {
      readonly type: 'token';
      /** How. */
      readonly error: TokenError;
    }
  /** Several handshakes in a row were refused with fresh tokens. */
  | {
      readonly type: 'refused';
      /** How many. */
      readonly attempts: number;
      /** The likely causes, in words. */
      readonly hint: string;
    }
  /** A function of the configuration failed while the open connection was to be replaced; it ends the streams when that ends. */
  | {
      readonly type: 'config';
      /** Which option, and what it threw. */
      readonly error: ConfigError;
    }
  /** A connection receives nothing of what was sent to it, and was dropped. An `ended` event comes with it. */
  | {
      readonly type: 'deaf';
      /** The likely causes, in words. */
      readonly hint: string;
    }
  /** A message that `send()` accepted and that did not, or may not, reach the gateway. */
  | {
      readonly type: 'undelivered';
      /** Its name, as `send()` had it. */
      readonly name: string;
      /** The very object that `send()` had, as it is by now. */
      readonly params: object;
      /** What became of it. */
      readonly reason: UndeliveredReason;
    };
