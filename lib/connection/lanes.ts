import type { Opened, RotationReason } from '../events';
import type { PausedReason, Underway, WaitingReason } from '../status';
import type { Link } from './link';
import type { Channel, SendRoute } from './signals';
import { isUncertain, proveBy, type Trust } from './trust';

/** A connection that is being opened. */
export interface Attempt {
  readonly id: number;
  /** Why it is opened beside another. */
  readonly why?: RotationReason | undefined;
  /** Another reason, for a `join()` that may be taken back. */
  readonly otherwise?: RotationReason | undefined;
  readonly channel?: Channel;
  /** Its current step; `undefined` while it waits. */
  readonly underway?: Underway | undefined;
  /** Why it waits. */
  readonly held?: WaitingReason | PausedReason | undefined;
  /** The open connection received a broadcast after the socket of this one was created. */
  readonly doubted?: boolean;
}

/** A connection that is open. */
export interface Open {
  readonly id: number;
  readonly channel: Channel;
  readonly link: Link;
  /** The value of `opened$` at its takeover. */
  readonly opened: Opened;
  readonly trust: Trust;
}

/** After a sleep the sends wait for a frame of the connection. Times in ms of the clock. */
export interface Hold {
  /** When the next connection is opened; `undefined` once it is. */
  readonly openAt?: number | undefined;
  /** When the sends continue without a frame. */
  readonly releaseAt: number;
}

/** How many connections of one rotation were dropped as deaf although they were proven. */
interface Rotation {
  readonly dropped: number;
}

/** A rotation that was requested while two connections were open. */
interface Postponed {
  readonly postponed?: RotationReason | undefined;
}

/**
 * The connections: never more than two, and never a next and an older one at once. `current` is the connection that has
 * the sends, or the attempt to open one.
 */
export type Lanes =
  /** None is open. */
  | { readonly phase: 'starting'; readonly current: Attempt }
  | {
      readonly phase: 'open';
      readonly current: Open;
      readonly hold?: Hold | undefined;
      /** The reason of a rotation whose failure no retry can cure. It is tried again when `resumeOn` emits. */
      readonly givenUp?: RotationReason | undefined;
    }
  /** The next one is being opened. */
  | (Rotation & {
      readonly phase: 'replacing';
      readonly current: Open;
      readonly next: Attempt;
      readonly hold?: Hold | undefined;
    })
  /** The next one is open and read; the sends stay on the current one. */
  | (Rotation &
      Postponed & {
        readonly phase: 'settling';
        readonly current: Open;
        readonly next: Open;
        readonly takeoverAt: number;
      })
  /** The sends have moved; the older one is read. */
  | (Rotation &
      Postponed & {
        readonly phase: 'overlap';
        readonly current: Open;
        readonly older: Open;
        readonly since: number;
        /** When the newer one is judged; `undefined` once it is, while a reply is awaited on the older one. */
        readonly judgeAt: number | undefined;
        /** The timers of the host stood still past a first limit. */
        readonly late?: boolean;
        /** When the older one first received a broadcast that both should receive. */
        readonly receivedAt?: number | undefined;
        /** When the older one first received a broadcast so late that it cannot be a reply to an earlier send. */
        readonly surelyReceivedAt?: number | undefined;
        /** When the older one last received a frame that is not a reply. */
        readonly lastReceivedAt?: number | undefined;
        /** Both connections received the same broadcast, so the newer one is not deaf. */
        readonly echoed: boolean;
      })
  /** The older one is being closed, and is read to its end. */
  | (Postponed & { readonly phase: 'draining'; readonly current: Open; readonly older: Open; readonly dropAt: number })
  /** A deaf connection has given the sends back, and is read until it is silent. */
  | (Rotation &
      Postponed & {
        readonly phase: 'dismissing';
        readonly current: Open;
        readonly deaf: Open;
        readonly silentAt: number;
        readonly dropAt: number;
      });

export type Phase = Lanes['phase'];
export type In<P extends Phase> = Extract<Lanes, { readonly phase: P }>;

/** Every lane that is open or being opened. */
export function lanesOf(lanes: Lanes): readonly (Attempt | Open)[] {
  switch (lanes.phase) {
    case 'starting':
    case 'open':
      return [lanes.current];
    case 'replacing':
    case 'settling':
      return [lanes.current, lanes.next];
    case 'overlap':
    case 'draining':
      return [lanes.current, lanes.older];
    case 'dismissing':
      return [lanes.current, lanes.deaf];
  }
}

/** Where messages are sent. `undefined`: they wait. */
export function routeOf(lanes: Lanes): SendRoute | undefined {
  if (lanes.phase === 'starting') return undefined;
  const { link, channel, trust } = lanes.current;
  const held = ('hold' in lanes && lanes.hold !== undefined) || trust.trial?.answerBy !== undefined;
  return { link, channel, pace: held ? 'none' : trust.trial ? 'one' : 'all', remembered: isUncertain(trust) };
}

/** The nearest deadline of the lanes, in ms of the clock. */
export function deadlineOf(lanes: Lanes): number {
  const trial = lanes.phase === 'starting' ? Infinity : (lanes.current.trust.trial?.answerBy ?? Infinity);
  switch (lanes.phase) {
    case 'starting':
      return Infinity;
    case 'open':
      return Math.min(trial, proveBy(lanes.current.trust), ...holdTimes(lanes.hold));
    case 'replacing':
      return Math.min(trial, ...holdTimes(lanes.hold));
    case 'settling':
      return lanes.takeoverAt;
    case 'overlap':
      return Math.min(trial, lanes.judgeAt ?? Infinity);
    case 'draining':
      return Math.min(trial, lanes.dropAt);
    case 'dismissing':
      return Math.min(trial, lanes.silentAt);
  }
}

function holdTimes(hold: Hold | undefined): readonly number[] {
  return hold ? [hold.openAt ?? Infinity, hold.releaseAt] : [];
}

/** The lane that replaces, or will replace, another one: both receive the same broadcasts. */
export function successorOf(lanes: Lanes, id: number): number | undefined {
  switch (lanes.phase) {
    case 'replacing':
    case 'settling':
      return id === lanes.current.id ? lanes.next.id : undefined;
    case 'overlap':
    case 'draining':
      return id === lanes.older.id ? lanes.current.id : undefined;
    default:
      return undefined;
  }
}

/** Whether a frame cannot change the lanes: one connection is open, and it is not in doubt. */
export function isCalm(lanes: Lanes): boolean {
  if (lanes.phase !== 'open' || lanes.hold) return false;
  const { trust } = lanes.current;
  return trust.trial === undefined && !isUncertain(trust);
}

export function withTrust(lane: Open, trust: Trust): Open {
  return trust === lane.trust ? lane : { ...lane, trust };
}
