import type { RotationReason } from '../events';
import type { Link } from './link';
import type { AttemptSignal, Channel, HoldSignal } from './signals';
import type { FrameKind } from './trust';

/** What happens to the lanes; `id` is that of the lane that it happens to. */
export type LaneInput =
  /** The first attempt begins. */
  | { readonly type: 'begun' }
  | { readonly type: 'step'; readonly id: number; readonly signal: AttemptSignal }
  /** The attempt waits. */
  | { readonly type: 'held'; readonly id: number; readonly signal: HoldSignal }
  | { readonly type: 'opened'; readonly id: number; readonly link: Link }
  /** `echo`: the other connection brought it too. */
  | { readonly type: 'frame'; readonly id: number; readonly kind: FrameKind; readonly echo: boolean }
  /** The ping that proves a connection was answered. */
  | { readonly type: 'proven'; readonly id: number }
  /** A message of the application went out on it. */
  | { readonly type: 'wrote'; readonly id: number }
  /** `deaf`: it never answered a ping, and the likely causes. */
  | { readonly type: 'ended'; readonly id: number; readonly error: unknown; readonly deaf?: string | undefined }
  /** A limit of the server is near. */
  | { readonly type: 'due'; readonly id: number; readonly why: RotationReason }
  /** `network`: the network is back, so that an attempt begins anew. */
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
  /** No retry cures what ended the next one. */
  | { readonly type: 'given up' };

export type Input<T extends LaneInput['type']> = Extract<LaneInput, { readonly type: T }>;
