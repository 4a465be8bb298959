import type { Observable } from 'rxjs';
import type { ConnectionError } from '../errors';
import type { RotationReason } from '../events';
import type { Underway } from '../status';
import type { AttemptSignal } from './attempt';
import type { Link } from './open-socket';

/** What a rotation stands on. */
export interface RotationOptions {
  /** The attempts at a first connection: tells of its waits, errors with what ends it. */
  readonly first$: Observable<AttemptSignal>;
  /** One attempt at a connection beside the open one: waits in silence. */
  readonly next$: Observable<AttemptSignal>;
  /** When an open connection is near a limit. */
  readonly due: (link: Link) => Observable<RotationReason>;
  /** Who else asks for a new connection. */
  readonly asked$: Observable<RotationReason>;
  /** The channel that connections are to be for. */
  readonly channel: () => string | undefined;
  /** Makes what tells, for each failure of a rotation in turn, how long to wait; undefined where no retry cures it. */
  readonly pacing: () => (error: unknown) => number | undefined;
  /** ms that the old and the new connection both live. */
  readonly overlap: number;
  /** By what a frame and its copy are known; undefined for a frame that has no copy. */
  readonly keyOf: (data: unknown) => string | undefined;
  /** Whether a frame answers something asked on its own connection, and so says nothing of broadcasts. */
  readonly isAnswer: (data: unknown) => boolean;
  /** Takes each frame, and whether another connection brought it before. */
  readonly receive: (data: unknown, link: Link, copy: boolean) => void;
  /** Whether an answer is still awaited on a link, at once and with each change. */
  readonly awaited: (link: Link) => Observable<boolean>;
}

/** What a rotation says of its one or two connections. */
export type RotationSignal =
  | Exclude<AttemptSignal, { readonly type: 'opened' | 'held' }>
  /** A connection takes the sends. `rotated`: from one that is still open. */
  | { readonly type: 'opened'; readonly link: Link; readonly channel: string | undefined; readonly rotated: boolean }
  /** The older connection takes the sends again. */
  | { readonly type: 'moved'; readonly link: Link }
  | { readonly type: 'rotating'; readonly why: RotationReason }
  /** A connection ended beside another that lives on, or while `next` was under way. */
  | { readonly type: 'ended'; readonly error: ConnectionError; readonly next?: Underway }
  | { readonly type: 'deaf' };
