import type { ConnectionError, GatewaySocketError, TokenError } from './errors';
import type { WaitingReason } from './status';

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
  | { readonly type: 'token'; readonly at: number; readonly attempt: number }
  /** A socket is being opened. */
  | { readonly type: 'connecting'; readonly at: number; readonly attempt: number; readonly channel?: string }
  /** A connection took over. */
  | ({ readonly type: 'open'; readonly at: number } & Opened)
  /** An attempt or a connection ended by itself. */
  | { readonly type: 'ended'; readonly at: number; readonly error: ConnectionError }
  /** The next attempt waits: see {@link ConnectionStatus}. */
  | {
      readonly type: 'waiting';
      readonly at: number;
      readonly reason: WaitingReason;
      readonly attempt: number;
      readonly delay: number;
      readonly until: number;
      readonly cause?: GatewaySocketError;
    }
  /** A retry cannot cure what happened. */
  | { readonly type: 'failed'; readonly at: number; readonly error: GatewaySocketError }
  /** The last user left, `linger` passed, and the connection was closed. */
  | { readonly type: 'idle'; readonly at: number }
  /** `close()` was called. */
  | { readonly type: 'closed'; readonly at: number };

/** Why an inbound frame was no message. */
export type InvalidReason = 'not-json' | 'not-an-object' | 'no-type' | 'binary' | 'schema';

/** Why a message that `send()` accepted did not reach the gateway. */
export type UndeliveredReason = 'expired' | 'overflow' | 'closed' | 'failed';

/** What went wrong without ending the stream. */
export type Fault =
  /** A frame that is no message; `raw` is cut to 200 characters. */
  | { readonly type: 'invalid-message'; readonly reason: InvalidReason; readonly raw: string }
  /** API Gateway itself answered a message: no route for it, or the backend failed (contract A5). */
  | {
      readonly type: 'gateway-error';
      readonly message: string;
      readonly connectionId: string;
      readonly requestId: string;
    }
  /** A token fetch failed. */
  | { readonly type: 'token'; readonly error: TokenError }
  /** A message that was queued and will not be sent. */
  | {
      readonly type: 'undelivered';
      readonly name: string;
      readonly params: object;
      readonly reason: UndeliveredReason;
    };
