import { ConfigError, type RotationReason } from '../../lib';
import { Clock } from '../../lib/clock';
import { endingOf } from '../../lib/connection/endings';
import type { LaneEffect } from '../../lib/connection/lane-effects';
import type { LaneInput } from '../../lib/connection/lane-inputs';
import { transition } from '../../lib/connection/lane-table';
import { deadlineOf, lanesOf, routeOf, type Attempt, type Lanes, type Open } from '../../lib/connection/lanes';
import { Link } from '../../lib/connection/link';
import { Openings } from '../../lib/connection/openings';
import { STOOD_STILL, type TakeoverRule } from '../../lib/connection/takeover-rule';
import { seeded } from './seeded';
import { virtualTime } from './virtual-time';

/** One transition of the table. */
export interface Walked {
  readonly before: Lanes;
  readonly input: LaneInput;
  readonly after: Lanes;
  readonly effects: readonly LaneEffect[];
  /** The lanes are no more: their stream has errored or completed. */
  readonly ended: boolean;
}

/** An input, and when it comes in ms of the clock. */
interface Possible {
  readonly input: LaneInput;
  readonly now: number;
}

const BEGINNING: Lanes = { phase: 'starting', current: { id: 0 } };
const SOCKET = { readyState: 1, bufferedAmount: 0, send: () => undefined, close: () => undefined };

/**
 * A walk at random over the table of the lanes. At each place the table is fed every input that its driver could feed
 * there, in the order of time: what is overdue comes first. The walk goes on with one of them.
 */
export class LaneWalk {
  #lanes = BEGINNING;
  /** The channel that was asked for last. */
  #wanted = 'a';
  /** The retry policy is asked, and may rule that no retry cures the error. */
  #retried = false;
  readonly #time = virtualTime();
  readonly #clock = new Clock(this.#time);
  readonly #openings = new Openings(this.#clock);
  readonly #random: () => number;

  constructor(
    private readonly rule: TakeoverRule,
    seed: number,
  ) {
    this.#random = seeded(seed);
  }

  /** Every transition that there is from here; takes one of them. */
  step(): readonly Walked[] {
    const wait = this.#one([0, 20, 500, 2_000, 4_500, 12_000]);
    const all = this.#possible(this.#clock.now() + wait);
    const types = [...new Set(all.map(({ input }) => input.type))];
    const type = this.#one(types);
    const taken = this.#one(all.filter(({ input }) => input.type === type));
    const steps = all.map((possible) => [possible, this.#feed(possible)] as const);
    for (const [possible, step] of steps) if (possible === taken) this.#go(possible, step);
    return steps.map(([, step]) => step);
  }

  #feed({ input, now }: Possible): Walked {
    const before = this.#lanes;
    const [after, ...effects] = transition(before, input, { now, rule: this.rule, openings: this.#openings });
    const ended = effects.some((effect) => effect.do === 'fail' || effect.do === 'complete');
    return { before, input, after, effects, ended };
  }

  #go({ input, now }: Possible, { after, effects, ended }: Walked): void {
    this.#time.advance(now - this.#clock.now());
    this.#lanes = ended ? BEGINNING : after;
    this.#retried = effects.some((effect) => effect.do === 'retry');
    if (input.type === 'asked') this.#wanted = input.wanted ?? this.#wanted;
  }

  #possible(until: number): readonly Possible[] {
    const lanes = this.#lanes;
    const deadline = deadlineOf(lanes);
    // Later where the timers of the host stood still.
    const times = deadline < Infinity ? [deadline, deadline + STOOD_STILL] : [];
    const inputs: readonly LaneInput[] = [
      ...this.#asked(),
      ...lanesOf(lanes).flatMap((lane) => ('link' in lane ? this.#ofOpen(lane) : this.#ofAttempt(lane))),
      ...(['resumed', 'suspended', 'stopped'] as const).map((type) => ({ type })),
      ...(this.#retried ? [{ type: 'given up' } as const] : []),
    ];
    return [
      ...times.map((at) => ({ input: { type: 'time' } as const, now: Math.max(at, this.#clock.now()) })),
      ...inputs.map((input) => ({ input, now: Math.max(Math.min(until, deadline), this.#clock.now()) })),
    ];
  }

  #asked(): readonly LaneInput[] {
    const wanted = this.#wanted;
    const whys: readonly RotationReason[] = ['reconnect', 'wake'];
    return [
      ...whys.flatMap((why) => [true, false].map((network) => ({ type: 'asked', why, wanted, network }) as const)),
      { type: 'asked', why: 'join', wanted: wanted === 'a' ? 'b' : 'a' },
    ];
  }

  #ofAttempt({ id, underway, held }: Attempt): readonly LaneInput[] {
    const attempt = { attempt: 1, channel: this.#wanted };
    const step = (type: 'authorizing' | 'connecting') => ({ type: 'step', id, signal: { type, ...attempt } }) as const;
    const offline = { type: 'held', id, signal: { type: 'paused', reason: 'offline' } } as const;
    const late = { type: 'held', id, signal: { type: 'waiting', reason: 'budget', attempt: 1, delay: 1 } } as const;
    const errors = [endingOf('refused', undefined, 0), new ConfigError('url', 'must be an address.')];
    return [
      ...errors.map((error) => ({ type: 'ended', id, error }) as const),
      ...(underway === undefined ? [step('authorizing'), step('connecting')] : []),
      ...(underway === undefined && held === undefined ? [offline, late] : []),
      ...(underway?.state === 'authorizing' ? [step('connecting')] : []),
      ...(underway?.state === 'connecting' ? this.#links().map((link) => ({ type: 'opened', id, link }) as const) : []),
    ];
  }

  /** One that is silent, and one that brought many frames of late. */
  #links(): readonly Link[] {
    const [silent, busy] = [new Link(SOCKET, this.#clock), new Link(SOCKET, this.#clock)];
    for (let frames = 0; frames < 20; frames += 1) busy.receive('');
    return [silent, busy];
  }

  #ofOpen({ id }: Open): readonly LaneInput[] {
    const lanes = this.#lanes;
    const { beside, provenByPong } = this.rule;
    const sends = lanes.current.id === id && routeOf(lanes)?.pace !== 'none';
    const answered = lanes.phase === 'overlap' && lanes.judgeAt === undefined && lanes.older.id === id;
    const error = endingOf('lost', undefined, 1);
    return [
      ...(['broadcast', 'answer', 'pong'] as const).flatMap((kind) =>
        [true, false].map((echo) => ({ type: 'frame', id, kind, echo }) as const),
      ),
      ...[undefined, 'The likely causes.'].map((deaf) => ({ type: 'ended', id, error, deaf }) as const),
      ...(beside ? (['age', 'idle'] as const).map((why) => ({ type: 'due', id, why }) as const) : []),
      ...(provenByPong ? [{ type: 'proven', id } as const] : []),
      ...(sends ? [{ type: 'wrote', id } as const] : []),
      ...(answered ? [{ type: 'answered', id } as const] : []),
    ];
  }

  #one<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }
}
