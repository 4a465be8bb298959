import type { ConnectionError, GatewaySocketError } from '../errors';
import type { Fault, Opened, RotationReason } from '../events';
import type { PausedReason, Underway, WaitingReason } from '../status';
import type { Link } from './link';

/** `undefined` if the gateway has no channels. */
export type Channel = string | undefined;

/** The context of a token fetch. */
export interface AttemptContext {
  /** From 1 since the connection was last stable. */
  readonly attempt: number;
  readonly channel?: string;
}

/** The two steps of an attempt, each as it begins. */
export type AttemptSignal =
  ({ readonly type: 'authorizing' } & AttemptContext) | ({ readonly type: 'connecting' } & AttemptContext);

/** The attempt must wait: for a time, or until the host is online and awake. */
export type HoldSignal =
  | {
      readonly type: 'waiting';
      readonly reason: WaitingReason;
      readonly attempt: number;
      /** In ms. */
      readonly delay: number;
      readonly cause?: GatewaySocketError;
    }
  | { readonly type: 'paused'; readonly reason: PausedReason };

/** Where messages are sent from now on. Without a route they wait. */
export interface SendRoute {
  readonly link: Link;
  readonly channel: Channel;
  /** `one`: only the next message, then `none`, while the connection is on trial. `none`: messages wait. */
  readonly pace: 'all' | 'one' | 'none';
  /** Whether messages are remembered, because the connection may turn out to be deaf or dead. */
  readonly remembered: boolean;
}

export function sameRoute(one: SendRoute | undefined, other: SendRoute | undefined): boolean {
  return one?.link === other?.link && one?.pace === other?.pace && one?.remembered === other?.remembered;
}

/** Everything that the connection reports, across all its sockets. */
export type Signal =
  | AttemptSignal
  | HoldSignal
  /** A connection is open: its `hello` is sent. */
  | { readonly type: 'greeted'; readonly link: Link; readonly opened: Opened }
  /** A connection takes over; its route, with that pace, follows. */
  | { readonly type: 'took over'; readonly opened: Opened; readonly pace: SendRoute['pace'] }
  /** The sends have moved back to an older connection. */
  | { readonly type: 'reverted'; readonly opened: Opened }
  | { readonly type: 'routed'; readonly route: SendRoute | undefined }
  | { readonly type: 'rotating'; readonly why: RotationReason }
  /** A connection or an attempt ended. `next` is the attempt that continues in its place. */
  | { readonly type: 'ended'; readonly error: ConnectionError; readonly next?: Underway }
  /** Messages that were sent on a link before it was proven may be lost. */
  | { readonly type: 'unproven'; readonly link: Link }
  /**
   * A link is gone, and the messages in its buffer are lost. `doubtful`: those that were sent before it was proven may
   * be lost too.
   */
  | { readonly type: 'gone'; readonly link: Link; readonly error: ConnectionError; readonly doubtful: boolean }
  | { readonly type: 'fault'; readonly fault: Fault };

/** Everything that a session reports: the signals of its connection, and its own changes. */
export type SessionSignal =
  | Signal
  /** The connection ended with an error that no retry can cure. */
  | { readonly type: 'failed'; readonly error: GatewaySocketError }
  /** The last user left, and the connection was closed. */
  | { readonly type: 'idle' };

/** Receives the signals of a session. An error that it throws is fatal. */
export interface SignalSink {
  apply(signal: SessionSignal): void;
}
