import { Subscription } from 'rxjs';
import type { RotationReason } from '../events';
import type { Underway } from '../status';
import type { Copies } from './copies';
import type { Link } from './open-socket';

/** One connection, from the first step of its attempt on. Unsubscribing `life` closes it. */
export interface Line {
  readonly life: Subscription;
  /** Why it was opened beside another. */
  readonly why: RotationReason | undefined;
  /** The step that its attempt is at; none while it waits, and once it is open. */
  underway?: Underway | undefined;
  channel?: string | undefined;
  /** Once it is open. */
  link?: Link;
  /** Tells the copies of what its predecessor brings, from its creation until none can be under way. */
  copies?: Copies | undefined;
  /** Tell the copies of what successors brought that were lost, for one window each. */
  readonly lost: Set<Copies>;
  /** Frames since the takeover that were no answers, and when the first of them came. */
  heard: number;
  heardSince: number;
}

/** What the current connection took over from, while both live. */
export interface Older extends Line {
  readonly link: Link;
  /** When the current one took over. */
  readonly since: number;
  /** It was asked to close, and is only read to its end. */
  closing?: true;
}

export function newLine(why?: RotationReason): Line {
  return { life: new Subscription(), why, lost: new Set(), heard: 0, heardSince: 0 };
}

/** Notes that a connection brought a frame that was no answer. */
export function noteHeard(one: Line, now: number): void {
  if (one.heard === 0) one.heardSince = now;
  one.heard += 1;
}

/**
 * Whether what a connection brings is a copy: of its predecessor's frame, of its successor's, or of one that a successor
 * brought before it was lost.
 *
 * @param keyOf by what the frame and its copy are known; asked only where there may be a copy
 */
export function isCopy(
  { copies, lost }: Line,
  successor: Line | undefined,
  data: unknown,
  keyOf: (data: unknown) => string | undefined,
  now: () => number,
): boolean {
  const after = successor?.copies;
  const key = copies || after || lost.size > 0 ? keyOf(data) : undefined;
  if (key === undefined) return false;
  for (const gone of lost) if (gone.isCopy('old', key, now())) return true;
  return (copies?.isCopy('new', key, now()) ?? false) || (after?.isCopy('old', key, now()) ?? false);
}
