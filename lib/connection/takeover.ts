import type { RotationReason } from '../events';
import { RECEIVED_NOTHING } from './deaf-hints';
import { deafEnding } from './endings';
import { emit, ending, leave, type LaneEffect } from './lane-effects';
import { nextId, type LaneContext, type Step } from './lane-moves';
import type { In, Open } from './lanes';
import {
  DRAINING,
  ECHO,
  LEAST_OVERLAP,
  LEAST_TO_PROVE,
  LONGEST_HOLD,
  LONGEST_SILENCE,
  REPLIES_OVER,
  SILENT,
} from './takeover-rule';
import { isProven, suspected, takingOver } from './trust';

/** The sends move to the next one, and the older one is still read. */
export function takeOver(
  { current: older, dropped }: Pick<In<'settling'>, 'current' | 'dropped'>,
  next: Open,
  postponed: RotationReason | undefined,
  { now, rule }: LaneContext,
): Step {
  const current = { ...next, trust: takingOver(next.trust) };
  const judgeAt = Math.max(current.trust.openedAt + rule.overlap, now + LEAST_OVERLAP);
  return [
    { phase: 'overlap', current, older, since: now, judgeAt, echoed: false, dropped, postponed },
    { do: 'taken over', id: current.id, until: judgeAt },
    { do: 'take over', lane: current },
  ];
}

/** The sends move to the next one, and there is no older one. */
export function takeOverAlone(next: Open): readonly [In<'open'>, ...LaneEffect[]] {
  const current = { ...next, trust: takingOver(next.trust) };
  return [
    { phase: 'open', current },
    { do: 'take over', lane: current },
  ];
}

/** The end of the overlap: closes the older one, unless the newer one seems deaf. */
export function judge(lanes: In<'overlap'>, context: LaneContext): Step {
  const verdictAt = deafAt(lanes, context.now);
  if (verdictAt === undefined)
    return [
      { ...lanes, judgeAt: undefined },
      { do: 'await replies', id: lanes.older.id },
    ];
  return context.now < verdictAt ? [{ ...lanes, judgeAt: verdictAt }] : dismiss(lanes, context);
}

/** When the newer connection counts as deaf, if nothing changes; `undefined` if it does not seem deaf. */
function deafAt(
  { current, receivedAt, surelyReceivedAt, lastReceivedAt, since, echoed, dropped }: In<'overlap'>,
  now: number,
) {
  const { trust } = current;
  const missed = !echoed && receivedAt !== undefined;
  // Late frames of the older one may be replies. Because of those, only one proven connection of a rotation may be
  // dropped. A second one, and one that answered the ping, is dropped only for frames that are certainly not replies.
  if (missed && isProven(trust) && (dropped > 0 || trust.proof === 'pong')) {
    if (surelyReceivedAt !== undefined) return surelyReceivedAt + ECHO;
    const silentAt = (lastReceivedAt ?? receivedAt) + ECHO;
    return now >= silentAt ? undefined : Math.max(now + 1, Math.min(silentAt, since + REPLIES_OVER + ECHO));
  }
  if (missed) return receivedAt + ECHO;
  return trust.doubted && !isProven(trust) ? trust.openedAt + LEAST_TO_PROVE : undefined;
}

/** The connection that took over is deaf: the older one takes the sends again. */
export function dismiss(lanes: In<'overlap'>, context: LaneContext): Step {
  const { now } = context;
  const { current: deaf, older, postponed } = lanes;
  if (older.trust.suspect) return keepSuspect(lanes, context);
  const error = deafEnding();
  return [
    {
      phase: 'dismissing',
      current: older,
      deaf,
      silentAt: now + SILENT,
      dropAt: now + LONGEST_SILENCE,
      dropped: lanes.dropped + (isProven(deaf.trust) ? 1 : 0),
      postponed,
    },
    { do: 'swap back', id: older.id, from: deaf.id },
    emit({ type: 'reverted', opened: older.opened }),
    emit({ type: 'unproven', link: deaf.link }),
    ...ending(error, RECEIVED_NOTHING),
  ];
}

/** The older one has been silent since a sleep: the newer one keeps the sends until another connection is open. */
function keepSuspect(lanes: In<'overlap'>, { now }: LaneContext): Step {
  const { current, older, dropped } = lanes;
  const suspect = { ...current, trust: suspected(current.trust, current.link.since) };
  const id = nextId(lanes);
  return [
    {
      phase: 'replacing',
      current: suspect,
      next: { id, why: 'wake' },
      dropped,
      hold: { releaseAt: now + LONGEST_HOLD },
    },
    { do: 'alone', id: current.id },
    ...leave(older),
    { do: 'retry', id, error: deafEnding() },
  ];
}

/** The deaf one is silent or has ended: the next attempt follows after the backoff. */
export function dismissed(lanes: In<'dismissing'>, how: readonly LaneEffect[]): Step {
  const { current, dropped, postponed } = lanes;
  const id = nextId(lanes);
  return [
    { phase: 'replacing', current, next: { id, why: postponed }, dropped },
    ...how,
    { do: 'retry', id, error: deafEnding() },
  ];
}

/** The older one closes, and is read to its end. */
export function drain({ current, older, postponed }: In<'overlap'>, { now }: LaneContext): Step {
  return [
    { phase: 'draining', current, older, postponed, dropAt: now + DRAINING },
    { do: 'closing', id: current.id },
    { do: 'close', id: older.id },
  ];
}
