import fc from 'fast-check';
import type { RotationReason } from '../../../lib/events';
import type { LaneEffect } from '../../../lib/connection/lane-effects';
import type { LaneInput } from '../../../lib/connection/lane-inputs';
import { transition } from '../../../lib/connection/lane-table';
import { deadlineOf, lanesOf, routeOf, type Lanes, type Open } from '../../../lib/connection/lanes';
import type { Link } from '../../../lib/connection/link';
import { LONGEST_HOLD, type TakeoverRule } from '../../../lib/connection/takeover-rule';
import { isProven, type FrameKind } from '../../../lib/connection/trust';
import { contextOf, idOf, inputTypes, linkOf, lost, phases, ruleOf, shown } from '../../support/lane-states';

const WALKS = 200;
const STEPS = 50;

/** What the driver holds of the lanes: which attempts it was told to begin, and what the table awaits of it. */
interface Driver {
  /** Lanes whose attempt runs, or will after a backoff. */
  readonly attempts: Set<number>;
  /** The older connection whose replies are awaited. */
  awaited: number | undefined;
  /** A retry that the policy may give up. */
  retried: boolean;
}

const opensOf = (lanes: Lanes): readonly Open[] => lanesOf(lanes).filter((lane): lane is Open => 'link' in lane);

const often = <T>(times: number, inputs: readonly T[]): readonly T[] =>
  Array.from({ length: times }, () => inputs).flat();

/** All that a driver could feed to lanes as they stand. */
function mayHappen(lanes: Lanes, { attempts, awaited, retried }: Driver, busy: boolean): readonly LaneInput[] {
  const asked = (['join', 'reconnect', 'wake'] as const).flatMap((why) =>
    ['a', 'b'].map((wanted): LaneInput => ({ type: 'asked', why, wanted, network: busy && why === 'wake' })),
  );
  const ofAttempts = lanesOf(lanes)
    .filter((lane) => !('link' in lane) && attempts.has(lane.id))
    .flatMap(({ id }): readonly LaneInput[] => [
      ...(['a', 'b'] as const).flatMap((channel) =>
        (['authorizing', 'connecting'] as const).map((type): LaneInput => ({
          type: 'step',
          id,
          signal: { type, attempt: 1, channel },
        })),
      ),
      ...often(4, [{ type: 'opened', id, link: linkOf(id, busy) } as const]),
      { type: 'held', id, signal: { type: 'paused', reason: 'offline' } },
      { type: 'ended', id, error: lost },
    ]);
  const ofOpen = opensOf(lanes).flatMap(({ id }): readonly LaneInput[] => [
    ...(['broadcast', 'answer', 'pong'] as const).map((kind: FrameKind): LaneInput => ({
      type: 'frame',
      id,
      kind,
      echo: busy,
    })),
    { type: 'wrote', id },
    { type: 'proven', id },
    { type: 'due', id, why: 'age' },
    { type: 'ended', id, error: lost, deaf: busy ? 'hint' : undefined },
  ]);
  return [
    ...asked,
    ...often(2, ofAttempts),
    ...ofOpen,
    ...often(8, [{ type: 'time' } as const]),
    { type: 'resumed' },
    { type: 'stopped' },
    ...(awaited === undefined ? [] : often(3, [{ type: 'answered', id: awaited } as const])),
    ...(retried ? [{ type: 'given up' } as const] : []),
  ];
}

/** What a walk knows of its way so far. */
class Walk {
  lanes: Lanes = { phase: 'starting', current: { id: 0, channel: 'a' } };
  now = 0;
  over = false;
  /** Its steps, for the message of a failure. */
  readonly #way: unknown[] = [];
  readonly #driver: Driver = { attempts: new Set([0]), awaited: undefined, retried: false };
  /** Links that were open, and those that were told to be gone. */
  readonly #opened = new Set<Link>();
  readonly #gone = new Set<Link>();
  readonly #tookOver = new Set<Link>();
  /** What was asked for or is due, and not begun. */
  #duty: RotationReason | undefined;
  /** Proven connections that were dropped as deaf since the last new rotation. */
  #dropped = 0;

  constructor(readonly rule: TakeoverRule) {}

  /** Its last steps in words. */
  get way(): string {
    return this.#way
      .slice(-8)
      .map((one) => JSON.stringify(one))
      .join('\n');
  }

  choose(choice: number): LaneInput {
    const { lanes, rule } = this;
    // Without a second connection side by side, the first step of an attempt ends the open one.
    const bySteps = !rule.beside && lanes.phase === 'replacing';
    const all = mayHappen(lanes, this.#driver, choice % 2 === 0).filter(({ type }) => !bySteps || type !== 'opened');
    return all[(choice >> 1) % all.length]!;
  }

  /** The result is the phase and the input, where there was one. */
  step(choice: number, pause: number): string | undefined {
    // What is overdue comes first, as in the clock.
    for (this.now += pause; !this.over && deadlineOf(this.lanes) <= this.now;) this.feed({ type: 'time' });
    if (this.over) return undefined;
    const input = this.choose(choice);
    const { phase } = this.lanes;
    this.feed(input);
    this.#runOverdue();
    return `${phase}, ${input.type}`;
  }

  feed(input: LaneInput): void {
    if (input.type === 'time') this.now = Math.max(this.now, Math.min(deadlineOf(this.lanes), this.now + 60_000));
    else if (input.type === 'opened') this.#opened.add(input.link);
    const before = this.lanes;
    const [lanes, ...effects] = transition(before, input, contextOf(this.now, this.rule));
    this.lanes = lanes;
    this.#way.push([this.now, before.phase, input, lanes, effects.map(shown)]);
    for (const effect of effects) this.#perform(effect);
    // As the driver does, which ends with the end of the only connection.
    this.over = effects.some((effect) => effect.do === 'fail' || effect.do === 'complete');
    this.#check(before, input, effects);
  }

  /** Each deadline that is fed is over: there are no more of them than the lanes can have at once. */
  #runOverdue(): void {
    for (let fed = 0; !this.over && deadlineOf(this.lanes) <= this.now; fed += 1) {
      expect(fed).toBeLessThan(4);
      this.feed({ type: 'time' });
    }
  }

  #perform(effect: LaneEffect): void {
    const { attempts } = this.#driver;
    switch (effect.do) {
      case 'start':
        attempts.add(effect.id);
        return;
      case 'retry':
        attempts.add(effect.id);
        this.#driver.retried = true;
        return;
      case 'drop':
        attempts.delete(effect.id);
        return;
      case 'await replies':
        this.#driver.awaited = effect.id;
        return;
      case 'take over':
        // Once for each, however often the sends come back to it.
        expect(this.#tookOver.has(effect.lane.link)).toBe(false);
        this.#tookOver.add(effect.lane.link);
        return;
      case 'emit':
        if (effect.signal.type !== 'gone') return;
        expect(this.#gone.has(effect.signal.link)).toBe(false);
        this.#gone.add(effect.signal.link);
    }
  }

  #check(before: Lanes, input: LaneInput, effects: readonly LaneEffect[]): void {
    const { lanes } = this;
    if (input.type === 'given up' || lanes.phase !== 'replacing') this.#driver.retried = false;
    if (lanes.phase !== 'overlap') this.#driver.awaited = undefined;
    // Never a next and an older one: two at most, each with an id of its own.
    expect('next' in lanes && 'older' in lanes).toBe(false);
    const ids = lanesOf(lanes).map(({ id }) => id);
    expect([ids.length <= 2, new Set(ids).size]).toEqual([true, ids.length]);
    this.#checkEffects(before, effects);
    if (this.over) return;
    // A link is open, or it was told to be gone: never neither, never both.
    const open = new Set(opensOf(lanes).map(({ link }) => link));
    for (const link of this.#opened) expect(open.has(link)).toBe(!this.#gone.has(link));
    this.#checkDuties(before, input, effects);
  }

  /** What is begun, closed or compared is there, or was a moment ago. */
  #checkEffects(before: Lanes, effects: readonly LaneEffect[]): void {
    const was = lanesOf(before).map(({ id }) => id);
    const is = lanesOf(this.lanes).map(({ id }) => id);
    for (const effect of effects) {
      if (effect.do === 'start' || effect.do === 'retry') expect(is).toContain(effect.id);
      else if ('id' in effect) expect([...was, ...is]).toContain(effect.id);
    }
    const leftOver = was.filter((id) => !is.includes(id));
    const dropped = effects.flatMap((effect) => (effect.do === 'drop' ? [effect.id] : []));
    // A lane that is left is let go of, or its end is the end of all.
    if (!this.over) for (const id of leftOver) expect([...dropped, ...is]).toContain(id);
  }

  #checkDuties(before: Lanes, input: LaneInput, effects: readonly LaneEffect[]): void {
    const { lanes, now, rule } = this;
    // The sends go to a connection that is open.
    const route = routeOf(lanes);
    expect(route !== undefined).toBe(lanes.phase !== 'starting');
    if (route) expect(opensOf(lanes).map(({ link }) => link)).toContain(route.link);
    // No trial and no hold is for ever: each has a deadline, once something waits for it.
    if (lanes.phase !== 'starting' && route?.pace === 'none') expect(deadlineOf(lanes)).toBeLessThan(Infinity);
    if ('hold' in lanes && lanes.hold) expect(lanes.hold.releaseAt).toBeLessThanOrEqual(now + LONGEST_HOLD);
    // An attempt has begun, or will: the one that the phase stands for.
    if (lanes.phase === 'replacing') expect(this.#driver.attempts.has(lanes.next.id)).toBe(true);
    if (lanes.phase === 'starting') expect(this.#driver.attempts.has(lanes.current.id)).toBe(true);
    if (lanes.phase === 'overlap')
      expect(lanes.judgeAt !== undefined || this.#driver.awaited === lanes.older.id).toBe(true);
    if (!rule.beside) expect(opensOf(lanes).length).toBeLessThanOrEqual(1);
    if (!rule.beside && lanes.phase === 'replacing') expect(lanes.next.underway).toBeUndefined();
    this.#checkDropped(before, effects);
    this.#checkPostponed(before, input, effects);
  }

  /** At most one proven connection is dropped as deaf in a rotation, and none that answered the ping but for what is no reply. */
  #checkDropped(before: Lanes, effects: readonly LaneEffect[]): void {
    if (effects.some((effect) => effect.do === 'rotating')) this.#dropped = 0;
    if (before.phase !== 'overlap' || this.lanes.phase !== 'dismissing') return;
    const { trust } = before.current;
    if (!isProven(trust)) return;
    if (trust.proof === 'pong' || this.#dropped > 0) expect(before.surelyReceivedAt).toBeDefined();
    this.#dropped += 1;
  }

  /** What is asked for or due is begun, or waits: it is never forgotten. */
  #checkPostponed(before: Lanes, input: LaneInput, effects: readonly LaneEffect[]): void {
    const { lanes } = this;
    const begun = effects.some((effect) => effect.do === 'rotating' || effect.do === 'retry' || effect.do === 'ping');
    if (input.type === 'due' && 'current' in before) {
      const isOlder = 'older' in before && input.id === before.older.id;
      const isReplaced = before.phase === 'settling' && input.id === before.current.id;
      if (!isOlder && !isReplaced && lanesOf(before).some(({ id }) => id === input.id) && before.phase !== 'starting')
        this.#duty = 'age';
    }
    if (input.type === 'asked' && input.why !== 'join' && before.phase !== 'starting') this.#duty ??= input.why;
    // A ping follows a sleep, and the first frame decides that the connection lives.
    const lives = lanes.phase !== 'starting' && !lanes.current.trust.suspect;
    if (this.#duty === 'wake' && (begun || lives)) this.#duty = undefined;
    // What was asked for of a connection is done when another one opens, or has to.
    if (before.phase === 'replacing' && input.type === 'opened') this.#duty = undefined;
    if (lanes.phase === 'starting') this.#duty = undefined;
    const isBegun = effects.some(
      (effect) => effect.do === 'rotating' || effect.do === 'retry' || effect.do === 'start',
    );
    if (isBegun || input.type === 'given up') this.#duty = undefined;
    if (this.#duty === undefined) return;
    const waits = 'postponed' in lanes && lanes.postponed !== undefined;
    const isOpened = lanes.phase === 'replacing' || lanes.phase === 'starting' || lanes.phase === 'dismissing';
    const isHeld = 'hold' in lanes && lanes.hold !== undefined;
    expect([this.#duty, waits || isOpened || (this.#duty === 'wake' && isHeld)]).toEqual([this.#duty, true]);
  }
}

const rules: readonly Partial<TakeoverRule>[] = [
  {},
  { overlap: 0 },
  { overlap: 2_000 },
  { pinged: true },
  { pinged: true, provenByPong: true },
  { beside: false },
  { beside: false, pinged: true, provenByPong: true },
];

describe('whatever happens to the lanes', () => {
  it(`in ${WALKS * STEPS} steps they stay two at most, end what they begin, and forget nothing`, () => {
    const reached = new Set<string>();
    const given = fc.record({
      rule: fc.constantFrom(...rules),
      choices: fc.array(
        fc.record({ choice: fc.noBias(fc.nat(1_000_000)), pause: fc.constantFrom(0, 0, 61, 900, 2_100, 7_000) }),
        {
          minLength: STEPS,
          maxLength: STEPS,
        },
      ),
    });
    fc.assert(
      fc.property(given, ({ rule, choices }) => {
        let walk = new Walk(ruleOf(rule));
        for (const { choice, pause } of choices) {
          if (walk.over) walk = new Walk(walk.rule);
          try {
            const type = walk.step(choice, pause);
            if (type) reached.add(type);
          } catch (error) {
            throw new Error(`after\n${walk.way}`, { cause: error });
          }
        }
      }),
      { numRuns: WALKS, endOnFailure: true },
    );
    // Each phase, with most of what may happen in it.
    for (const phase of Object.keys(phases)) expect([...reached].some((one) => one.startsWith(phase))).toBe(true);
    expect(reached.size).toBeGreaterThan(55);
  });

  it('a suspension or a stop leaves nothing untold', () => {
    for (const lanes of Object.values(phases)) {
      const [, ...effects] = transition(lanes, { type: 'suspended' }, contextOf(0));
      const told = effects.flatMap((effect) =>
        effect.do === 'emit' && effect.signal.type === 'gone' ? [idOf(effect.signal.link)] : [],
      );
      expect(told).toEqual(opensOf(lanes).map(({ id }) => id));
    }
  });

  it('no input is unknown to the walk', () => {
    const walked = new Set(['begun', 'suspended']);
    const driver: Driver = { attempts: new Set([1, 2]), awaited: 1, retried: true };
    for (const lanes of Object.values(phases)) for (const { type } of mayHappen(lanes, driver, true)) walked.add(type);
    expect(inputTypes.filter((type) => !walked.has(type))).toEqual([]);
  });
});
