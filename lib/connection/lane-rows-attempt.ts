import { isConnectionError } from '../errors';
import type { RotationReason } from '../events';
import { numbered } from '../text';
import { closedHere } from './endings';
import { onTime, suspect } from './lane-changes';
import { deafFault, emit, ending, fail, gone, greeted, leave, type LaneEffect } from './lane-effects';
import type { Input } from './lane-inputs';
import { openedLane, type LaneContext, type Step } from './lane-moves';
import type { Row } from './lane-table';
import type { Attempt, In } from './lanes';
import { takeOver, takeOverAlone } from './takeover';
import { LONGEST_HOLD, settling } from './takeover-rule';
import { passesDoubtOn } from './trust';

/** The attempt of a lane has reached its next step. */
function stepped(attempt: Attempt, { signal: { type, attempt: number, channel } }: Input<'step'>): Attempt {
  return { ...attempt, underway: { state: type, attempt: number }, channel, held: undefined };
}

const held = (attempt: Attempt, { signal }: Input<'held'>): Attempt => ({
  ...attempt,
  underway: undefined,
  held: signal.reason,
});

/** Whether a request restarts an attempt that has not opened. */
function beginsAnew({ underway, held: reason }: Attempt, { why, network = false }: Input<'asked'>): boolean {
  if (why === 'join' || network) return true;
  return underway === undefined && (why !== 'reconnect' || reason !== 'budget');
}

export const starting: Row<'starting'> = {
  begun: (lanes) => [lanes, { do: 'start', id: lanes.current.id }],
  step: ({ phase, current }, input) => [{ phase, current: stepped(current, input) }, emit(input.signal)],
  held: ({ phase, current }, input) => [{ phase, current: held(current, input) }, emit(input.signal)],
  opened: ({ current }, { link }, context) => {
    const watched = context.rule.provenByPong || current.doubted === true;
    const lane = openedLane(current, link, { watched, rotated: false }, context);
    const [lanes, ...effects] = takeOverAlone(lane);
    return [lanes, greeted(lane), ...effects];
  },
  asked: (lanes, input) =>
    beginsAnew(lanes.current, input) ? [lanes, { do: 'start', id: lanes.current.id }] : [lanes],
  ended: (lanes, { error }) => fail(lanes, error),
};

/** The next one has opened: it takes over now, or settles first. */
function nextOpened(lanes: In<'replacing'>, { link }: Input<'opened'>, context: LaneContext): Step {
  const { now, rule } = context;
  const { current, dropped } = lanes;
  const rotated = true;
  // After a sleep the current one may be dead, and a dead connection receives no broadcast that would cause a doubt.
  const same = lanes.next.channel === current.channel;
  const again = same && passesDoubtOn(current.trust);
  const doubted = lanes.next.doubted === true || again || (same && current.trust.suspect && current.link.wasBusy);
  const replaced = again ? current.trust.replaced + 1 : 0;
  const aliveAt = same && current.trust.suspect ? current.trust.aliveAt : undefined;
  const next = openedLane({ ...lanes.next, doubted }, link, { watched: true, rotated, replaced, aliveAt }, context);
  if (!same) {
    const [after, ...effects] = takeOverAlone(next);
    return [after, greeted(next), ...leave(current), ...effects];
  }
  if (current.trust.suspect || settling(rule) === 0) {
    const [after, ...effects] = takeOver(lanes, next, undefined, context);
    return [after, greeted(next), ...effects];
  }
  return [{ phase: 'settling', current, next, takeoverAt: now + settling(rule), dropped }, greeted(next)];
}

/** The current one ended while the next one is being opened. */
function lostWhileReplacing(lanes: In<'replacing'>, { error, deaf }: Input<'ended'>): Step {
  const { current, next } = lanes;
  const lost = gone(current, error);
  if (!(isConnectionError(error) && next.underway)) return [lanes, ...lost, ...deafFault(deaf), { do: 'fail', error }];
  return [
    { phase: 'starting', current: { ...next, doubted: next.doubted === true || current.link.wasBusy } },
    ...lost,
    { do: 'alone', id: next.id },
    ...deafFault(deaf),
    emit({ type: 'ended', error, next: next.underway }),
    { do: 'goes on', error },
  ];
}

/** Another reason replaces `join`: an attempt that has one is not cancelled when the `join()` is taken back. */
function alsoFor(next: Attempt, why: RotationReason): Attempt {
  return next.why === 'join' ? { ...next, why } : next;
}

/** Two connections must not be open at once, and the attempt begins now: the current one is closed first. */
function closeFirst({ current }: In<'replacing'>, next: Attempt, { signal }: Input<'step'>): Step {
  const error = closedHere(current.link, numbered`another connection takes its place.`);
  return [
    { phase: 'starting', current: next },
    ...gone(current, error),
    { do: 'start over' },
    emit({ type: 'ended', error, ...(next.underway && { next: next.underway }) }),
    emit(signal),
  ];
}

/** A `join()` is taken back: the attempt continues if there is another reason for it. */
function takenBack({ current, next, hold, dropped }: In<'replacing'>): Step {
  const { id, otherwise } = next;
  if (otherwise !== undefined)
    return [
      { phase: 'replacing', current, next: { id, why: otherwise }, hold, dropped },
      { do: 'start', id },
    ];
  return [
    { phase: 'open', current, hold },
    { do: 'drop', id },
  ];
}

export const replacing: Row<'replacing'> = {
  step: (lanes, input, { rule }) => {
    const next = stepped(lanes.next, input);
    if (!rule.beside) return closeFirst(lanes, next, input);
    // The backend may send to the new connection before it is open here, so from now on a broadcast may arrive twice.
    // Equal texts of two channels are two messages.
    const compared = input.signal.type === 'connecting' && next.channel === lanes.current.channel;
    const effects: LaneEffect[] = compared ? [{ do: 'compare', id: next.id }] : [];
    return [{ ...lanes, next: { ...next, doubted: false } }, ...effects, emit(input.signal)];
  },
  held: (lanes, input) => [{ ...lanes, next: held(lanes.next, input) }],
  opened: nextOpened,
  frame: (lanes, { kind }) => {
    const { current, next } = lanes;
    const doubts = kind === 'broadcast' && next.underway?.state === 'connecting' && next.channel === current.channel;
    return [{ ...lanes, hold: undefined, next: doubts ? { ...next, doubted: true } : next }];
  },
  due: (lanes, { why }) => [{ ...lanes, next: alsoFor(lanes.next, why) }],
  asked: (lanes, input, { now }) => {
    const { current, next } = lanes;
    const { why, wanted } = input;
    if (next.why === 'join' && why === 'join' && wanted === current.channel) return takenBack(lanes);
    const aliveAt = why === 'wake' ? current.link.lastActive : undefined;
    const asked = why === 'join' ? lanes : { ...lanes, current: suspect(current, aliveAt), next: alsoFor(next, why) };
    const hold = why === 'wake' ? (lanes.hold ?? { releaseAt: now + LONGEST_HOLD }) : lanes.hold;
    return [
      { ...asked, hold },
      ...(why === 'wake' ? [{ do: 'ping', id: current.id } as const] : []),
      ...(beginsAnew(next, input) ? [{ do: 'start', id: next.id } as const] : []),
    ];
  },
  time: (lanes, _, context) => {
    const { now } = context;
    const { current, hold } = lanes;
    return onTime(
      lanes,
      context,
      () => [
        { ...lanes, current: suspect(current, current.link.since), hold: hold ?? { releaseAt: now + LONGEST_HOLD } },
      ],
      () => [hold && now >= hold.releaseAt ? { ...lanes, hold: undefined } : lanes],
    );
  },
  ended: (lanes, input) => {
    const { id, error, deaf } = input;
    if (id === lanes.current.id) return lostWhileReplacing(lanes, input);
    const next = { ...lanes.next, underway: undefined, held: undefined, doubted: false };
    // The attempt failed: messages that waited for it go to the open connection.
    return [{ ...lanes, next, hold: undefined }, ...ending(error, deaf), { do: 'retry', id, error }];
  },
  'given up': ({ current, next, hold }) => [
    // An attempt after a lost next connection has no own reason.
    { phase: 'open', current, hold, givenUp: next.why ?? 'reconnect' },
    { do: 'drop', id: next.id },
  ],
};
