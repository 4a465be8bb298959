import type { RotationReason } from '../events';
import { numbered } from '../text';
import { closedHere } from './endings';
import { emit, gone, type LaneEffect } from './lane-effects';
import { lanesOf, withTrust, type Attempt, type Hold, type In, type Lanes, type Open } from './lanes';
import type { Link } from './link';
import type { Openings } from './openings';
import { LONGEST_HOLD, WAKE_ANSWER, type TakeoverRule } from './takeover-rule';
import { isDoubtful, newTrust, suspected } from './trust';

/** The lanes after an input, and the effects. */
export type Step = readonly [Lanes, ...LaneEffect[]];

/** The context of a transition, in addition to the lanes. `now` in ms of the clock. */
export interface LaneContext {
  readonly now: number;
  readonly rule: TakeoverRule;
  /** Counts the openings. */
  readonly openings: Pick<Openings, 'record'>;
}

export function nextId(lanes: Lanes): number {
  return Math.max(...lanesOf(lanes).map(({ id }) => id)) + 1;
}

/** Opens another connection, which will replace the current one. */
export function replace(
  lanes: Exclude<Lanes, { readonly phase: 'starting' }>,
  why: RotationReason,
  {
    current = lanes.current,
    hold,
    otherwise,
  }: {
    readonly current?: Open;
    readonly hold?: Hold | undefined;
    readonly otherwise?: RotationReason | undefined;
  } = {},
): Step {
  const id = nextId(lanes);
  return [
    // The next one is opened now, so `openAt` is dropped.
    {
      phase: 'replacing',
      current,
      next: { id, why, otherwise },
      dropped: 0,
      hold: hold && { releaseAt: hold.releaseAt },
    },
    { do: 'rotating', why },
    { do: 'start', id },
  ];
}

/** The attempt of a lane has opened its connection. */
export function openedLane(
  { id, channel, doubted = false }: Attempt,
  link: Link,
  {
    watched,
    rotated,
    replaced = 0,
    aliveAt,
  }: {
    readonly watched: boolean;
    readonly rotated: boolean;
    readonly replaced?: number;
    readonly aliveAt?: number | undefined;
  },
  { now, rule, openings }: LaneContext,
): Open {
  const opened = openings.record(rotated, channel, aliveAt);
  return {
    id,
    channel,
    link,
    opened,
    trust: newTrust({ openedAt: now, watched, doubted, pinged: rule.provenByPong, replaced }),
  };
}

/** The machine slept or the network is back: the connection may be dead, and the sends wait for a frame. */
export function woken(lanes: In<'open'>, context: LaneContext): Step {
  const { now, rule } = context;
  // It was pinged already, and the next one is due soon.
  if (lanes.hold?.openAt !== undefined) return [lanes];
  const current = withTrust(lanes.current, suspected(lanes.current.trust, lanes.current.link.lastActive));
  const hold = { releaseAt: now + LONGEST_HOLD };
  if (!rule.pinged) return replace(lanes, 'wake', { current, hold });
  return [
    { ...lanes, current, hold: { ...hold, openAt: now + WAKE_ANSWER } },
    { do: 'ping', id: current.id },
  ];
}

/** Performs a rotation that was postponed while two connections were open. */
export function catchUp(
  lanes: In<'open'>,
  why: RotationReason | undefined,
  context: LaneContext,
  otherwise?: RotationReason,
): Step {
  if (why === undefined) return [lanes];
  return why === 'wake' ? woken(lanes, context) : replace(lanes, why, { otherwise });
}

/** The older one is gone: a postponed rotation is due. */
export function alone(
  lanes: In<'overlap' | 'draining'>,
  how: readonly LaneEffect[],
  context: LaneContext,
  why = lanes.postponed,
): Step {
  const { current } = lanes;
  const otherwise = why === lanes.postponed ? undefined : lanes.postponed;
  const [after, ...effects] = catchUp({ phase: 'open', current }, why, context, otherwise);
  return [after, { do: 'alone', id: current.id }, ...how, ...effects];
}

/**
 * The connection is not needed any more: reports the messages that may be lost with connections that are not proven.
 */
export function stop(lanes: Lanes): Step {
  const doubtful = lanesOf(lanes).filter((lane) => 'link' in lane && isDoubtful(lane.trust));
  return [lanes, ...doubtful.flatMap((lane) => ('link' in lane ? [emit({ type: 'unproven', link: lane.link })] : []))];
}

/** Drops every open connection, in any phase. */
export function suspend(lanes: Lanes): Step {
  const open = lanesOf(lanes).filter((lane) => 'link' in lane);
  const effects = open.flatMap((lane) => gone(lane, closedHere(lane.link, numbered`the page was suspended.`)));
  return [{ phase: 'starting', current: { id: nextId(lanes) } }, ...effects, { do: 'complete' }];
}
