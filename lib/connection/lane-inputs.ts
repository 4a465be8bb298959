import type { RotationReason } from '../events';
import type { Link } from './link';
import type { AttemptSignal, Channel, HoldSignal } from './signals';
import type { FrameKind } from './trust';

/** An input of the table; `id` is the lane that it concerns. */
export type LaneInput =
  /** The first attempt begins. */
  | { readonly type: 'begun' }
  | { readonly type: 'step'; readonly id: number; readonly signal: AttemptSignal }
  /** The attempt waits. */
  | { readonly type: 'held'; readonly id: number; readonly signal: HoldSignal }
  | { readonly type: 'opened'; readonly id: number; readonly link: Link }
  /** A frame arrived. `echo`: the other connection received it as well. */
  | { readonly type: 'frame'; readonly id: number; readonly kind: FrameKind; readonly echo: boolean }
  /** The ping that proves a connection was answered. */
  | { readonly type: 'proven'; readonly id: number }
  /** A message of the application was sent on it. */
  | { readonly type: 'wrote'; readonly id: number }
  /** The attempt or the connection ended. `deaf`: the likely causes, if no ping was ever answered. */
  | { readonly type: 'ended'; readonly id: number; readonly error: unknown; readonly deaf?: string | undefined }
  /** A limit of the server is near. */
  | { readonly type: 'due'; readonly id: number; readonly why: RotationReason }
  /** A replacement is requested, for the channel `wanted`. `network`: the network is back, so an attempt restarts. */
  | { readonly type: 'asked'; readonly why: RotationReason; readonly wanted: Channel; readonly network?: boolean }
  /** A fatal error may be cured. */
  | { readonly type: 'resumed' }
  /** The page is suspended: nothing may stay open. */
  | { readonly type: 'suspended' }
  /** The connection is not needed any more. */
  | { readonly type: 'stopped' }
  /** The nearest deadline has come. */
  | { readonly type: 'time' }
  /** No reply is awaited on the older one any more. */
  | { readonly type: 'answered'; readonly id: number }
  /** No retry can cure the failure of the next one. */
  | { readonly type: 'given up' };

export type Input<T extends LaneInput['type']> = Extract<LaneInput, { readonly type: T }>;
