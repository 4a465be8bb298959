import { onTime, slept, suspect } from './lane-changes';
import { deafFault, emit, ending, fail, gone, leave } from './lane-effects';
import type { Input } from './lane-inputs';
import { alone, catchUp, nextId, replace, type LaneContext, type Step } from './lane-moves';
import type { Row } from './lane-table';
import { withTrust, type In, type Open } from './lanes';
import { dismiss, dismissed, drain, judge, takeOver, takeOverAlone } from './takeover';
import { ASK, BOTH_KNOWN, LATE, REPLIES_OVER, SILENT, STOOD_STILL } from './takeover-rule';

/** The current one ended before the sends moved: the next one is open already, and takes over at once. */
function takeOverEarly(lanes: In<'settling'>, { error, deaf }: Input<'ended'>, context: LaneContext): Step {
  const { current, postponed } = lanes;
  const doubted = lanes.next.trust.doubted || current.link.wasBusy;
  const next = withTrust(lanes.next, { ...lanes.next.trust, doubted });
  const [after, ...effects] = takeOverAlone(next);
  const [then, ...rotation] = catchUp(after, postponed, context);
  return [then, ...gone(current, error), { do: 'alone', id: next.id }, ...ending(error, deaf), ...effects, ...rotation];
}

export const settling: Row<'settling'> = {
  frame: (lanes, { id, kind }) => {
    const { current, next } = lanes;
    const doubted = next.trust.doubted || (id === current.id && kind === 'broadcast');
    return [{ ...lanes, next: withTrust(next, { ...next.trust, doubted }) }];
  },
  time: (lanes, _, context) =>
    context.now < lanes.takeoverAt ? [lanes] : takeOver(lanes, lanes.next, lanes.postponed, context),
  due: (lanes, { id, why }) => [id === lanes.next.id ? { ...lanes, postponed: why } : lanes],
  asked: (lanes, { why, wanted }) => {
    const { current, next, postponed } = lanes;
    // A ping alone may complete a wake, so it does not replace a rotation that is postponed.
    if (why === 'wake') return [{ ...lanes, postponed: postponed ?? why, current: slept(current), next: slept(next) }];
    if (why !== 'join') return [{ ...lanes, postponed: why }];
    if (wanted === current.channel) return [lanes];
    // If a join() is taken back, the rotation that it interrupted stays due.
    const [after, ...effects] = replace(lanes, 'join', { otherwise: postponed ?? 'reconnect' });
    return [after, { do: 'swap back', id: current.id, from: next.id }, ...leave(next), ...effects];
  },
  ended: (lanes, input, context) => {
    const { id, error, deaf } = input;
    if (id === lanes.current.id) return takeOverEarly(lanes, input, context);
    const { current, next, dropped } = lanes;
    const retried = nextId(lanes);
    return [
      { phase: 'replacing', current, next: { id: retried, why: lanes.postponed }, dropped },
      { do: 'swap back', id: current.id, from: next.id },
      ...gone(next, error),
      ...ending(error, deaf),
      { do: 'retry', id: retried, error },
    ];
  },
};

/** The connection that took over has ended: the older one takes the sends again. */
function fallBack(lanes: In<'overlap'>, error: unknown, deaf: string | undefined): Step {
  const { current, older, dropped, postponed } = lanes;
  const id = nextId(lanes);
  return [
    { phase: 'replacing', current: older, next: { id, why: postponed }, dropped },
    { do: 'swap back', id: older.id, from: current.id },
    ...gone(current, error),
    emit({ type: 'reverted', opened: older.opened }),
    ...ending(error, deaf),
    { do: 'retry', id, error },
  ];
}

/** While an older connection is read, `join()` closes it at once. Any other request waits until it is gone. */
function askedMeanwhile(
  lanes: In<'overlap' | 'draining'>,
  { why, wanted }: Input<'asked'>,
  context: LaneContext,
): Step {
  const { current, older, postponed } = lanes;
  if (why === 'join') return wanted === current.channel ? [lanes] : alone(lanes, leave(older), context, 'join');
  const after =
    why === 'wake'
      ? { ...lanes, postponed: postponed ?? why, current: slept(current), older: slept(older) }
      : { ...lanes, postponed: why };
  // Only replies are awaited on the older one: that may take as long as the timeout of a request.
  return after.phase === 'overlap' && after.judgeAt === undefined ? drain(after, context) : [after];
}

/**
 * Judges the newer connection when that is due. If timers are late, frames may be unread, so there is one more limit.
 */
function judgeInTime(lanes: In<'overlap'>, context: LaneContext): Step {
  const { judgeAt, late = false } = lanes;
  const { now } = context;
  if (judgeAt === undefined || now < judgeAt) return [lanes];
  return !late && now >= judgeAt + STOOD_STILL ? [{ ...lanes, judgeAt: now + ASK, late: true }] : judge(lanes, context);
}

export const overlap: Row<'overlap'> = {
  frame: (lanes, { id, kind, echo }, { now }) => {
    const echoed = lanes.echoed || (echo && now >= lanes.current.trust.openedAt + LATE);
    if (id === lanes.current.id || kind !== 'broadcast') return [{ ...lanes, echoed }];
    const since = (start: number, at: number | undefined) => at ?? (now >= lanes.since + start ? now : undefined);
    const receivedAt = since(BOTH_KNOWN, lanes.receivedAt);
    const surelyReceivedAt = since(REPLIES_OVER, lanes.surelyReceivedAt);
    return [{ ...lanes, echoed, receivedAt, surelyReceivedAt, lastReceivedAt: now }];
  },
  time: (lanes, _, context) =>
    onTime(
      lanes,
      context,
      () => dismiss(lanes, context),
      () => judgeInTime(lanes, context),
    ),
  // The older one has been replaced already.
  due: (lanes, { id, why }) => [id === lanes.current.id ? { ...lanes, postponed: why } : lanes],
  asked: askedMeanwhile,
  answered: (lanes, _, context) => (lanes.judgeAt === undefined ? drain(lanes, context) : [lanes]),
  ended: (lanes, { id, error, deaf }, context) =>
    id === lanes.current.id
      ? fallBack(lanes, error, deaf)
      : alone(lanes, [...gone(lanes.older, error), ...ending(error, deaf)], context),
};

/** The current one ended, and the other one cannot take the sends. */
function lostWith(lanes: In<'draining' | 'dismissing'>, other: Open, { error, deaf }: Input<'ended'>): Step {
  const [after, ...effects] = fail(lanes, error, [other]);
  return [after, ...gone(lanes.current, error), ...deafFault(deaf), ...effects];
}

export const draining: Row<'draining'> = {
  time: (lanes, _, context) => {
    const { current, older, dropAt } = lanes;
    if (context.now >= dropAt) return alone(lanes, leave(older), context);
    // The older one is being closed: another one is opened as soon as it is gone.
    return onTime(lanes, context, () => [
      { ...lanes, postponed: 'wake', current: suspect(current, current.link.since) },
    ]);
  },
  due: (lanes, { id, why }) => [id === lanes.current.id ? { ...lanes, postponed: why } : lanes],
  asked: askedMeanwhile,
  ended: (lanes, input, context) =>
    input.id === lanes.older.id
      ? alone(lanes, gone(lanes.older, input.error), context)
      : lostWith(lanes, lanes.older, input),
};

export const dismissing: Row<'dismissing'> = {
  frame: (lanes, { id }, { now }) =>
    id === lanes.deaf.id ? [{ ...lanes, silentAt: Math.min(now + SILENT, lanes.dropAt) }] : [lanes],
  time: (lanes, _, context) => {
    const { current, deaf, silentAt } = lanes;
    if (context.now >= silentAt) return dismissed(lanes, leave(deaf));
    return onTime(lanes, context, () => [{ ...lanes, current: suspect(current, current.link.since) }]);
  },
  asked: (lanes, { why, wanted }) => {
    if (why === 'join' && wanted === lanes.current.channel) return [lanes];
    if (why === 'wake') return [{ ...lanes, postponed: lanes.postponed ?? why, current: slept(lanes.current) }];
    const [after, ...effects] = replace(lanes, why, { otherwise: lanes.postponed ?? 'reconnect' });
    return [after, ...leave(lanes.deaf), ...effects];
  },
  ended: (lanes, input) =>
    input.id === lanes.current.id
      ? lostWith(lanes, lanes.deaf, input)
      : dismissed(lanes, gone(lanes.deaf, input.error)),
};
