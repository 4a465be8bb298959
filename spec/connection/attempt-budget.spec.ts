import fc from 'fast-check';
import { ConfigError } from '../../lib';
import { admitted, attemptBudget } from '../../lib/connection/attempt-budget';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { openClient, virtualClient, virtualWorld } from '../support/virtual-client';
import { virtualTime } from '../support/virtual-time';

const MINUTE = 60_000;

/** The most that fall into any one minute: more than 59,999 ms lie between the first of one and the last. */
const mostInAMinute = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length));

/** How much time passes before each of many claims: often none. */
const pauses = fc.array(
  fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }), fc.integer({ max: 90_000, min: 0 })),
  {
    maxLength: 60,
  },
);
const perMinute = fc.integer({ min: 1, max: 12 });

describe('a budget', () => {
  it('never gives more than its number in any 60 s, whatever the times', () => {
    fc.assert(
      fc.property(perMinute, pauses, (most, steps) => {
        const budget = attemptBudget(most);
        let now = 1_700_000_000_000;
        const taken: number[] = [];
        for (const step of steps) {
          now += step;
          if (budget.claim(now) === 0) taken.push(now);
        }
        expect(mostInAMinute(taken)).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('holds its number too while the clock is set back, and then lets nobody wait for more than the minute', () => {
    const steps = fc.array(
      fc.record({
        passes: fc.integer({ min: 0, max: 40_000 }),
        setBack: fc.constantFrom(0, 0, 0, 1, 90_000, 7_200_000),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(perMinute, steps, (most, given) => {
        const budget = attemptBudget(most);
        let passed = 0;
        let behind = 0;
        const taken: number[] = [];
        for (const { passes, setBack } of given) {
          passed += passes;
          behind += setBack;
          const wait = budget.claim(1_700_000_000_000 + passed - behind);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(MINUTE);
          if (wait === 0) taken.push(passed);
        }
        expect(mostInAMinute(taken)).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('gives one as soon as it may, and says to the millisecond when that is', () => {
    fc.assert(
      fc.property(perMinute, pauses, (most, steps) => {
        const budget = attemptBudget(most);
        let now = 0;
        const taken: number[] = [];
        for (const step of steps) {
          now += step;
          const wait = budget.claim(now);
          if (wait > 0) {
            expect(taken.filter((at) => now - at < MINUTE)).toHaveLength(most);
            expect(budget.claim(now + wait - 1)).toBe(1);
            now += wait;
            expect(budget.claim(now)).toBe(0);
          }
          taken.push(now);
        }
      }),
    );
  });

  it.each([0, -1, 1.5, NaN, Infinity, '10' as unknown as number])('of %p a minute is a ConfigError', (most) => {
    const error = thrown(() => attemptBudget(most));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ option: 'attemptsPerMinute' });
  });
});

describe('admitted()', () => {
  const asking = (most: number) => {
    const time = virtualTime();
    const budget = attemptBudget(most);
    const waits: number[] = [];
    const ask = () => recorded(admitted(budget, time, (delay) => waits.push(delay)));
    return { time, waits, ask };
  };

  it('completes at once while there is one to take, and sets no timer', () => {
    const { time, waits, ask } = asking(2);
    expect([ask().completed, ask().completed]).toEqual([true, true]);
    expect([waits, time.timers()]).toEqual([[], 0]);
  });

  it('tells how long it waits, and completes then and not before', () => {
    const { time, waits, ask } = asking(1);
    ask();
    time.advance(20_000);
    const second = ask();
    expect(waits).toEqual([40_000]);
    time.advance(39_999);
    expect(second.completed).toBe(false);
    time.advance(1);
    expect(second).toMatchObject({ completed: true, errors: [] });
    expect(time.timers()).toBe(0);
  });

  it('waits and tells again when somebody else was faster', () => {
    const { time, waits, ask } = asking(1);
    ask();
    const [second, third] = [ask(), ask()];
    time.advance(MINUTE);
    expect([second.completed, third.completed]).toEqual([true, false]);
    expect(waits).toEqual([MINUTE, MINUTE, MINUTE]);
    time.advance(MINUTE);
    expect(third.completed).toBe(true);
  });

  it('takes nothing for who has left, and leaves no timer', () => {
    const { time, ask } = asking(1);
    ask();
    const leaving = ask();
    leaving.stop();
    expect(time.timers()).toBe(0);
    const other = ask();
    time.advance(MINUTE);
    expect(other.completed).toBe(true);
  });
});

describe('a budget that two sockets share', () => {
  it('counts the attempts of both, and the one that finds it empty says until when it waits', () => {
    const world = virtualWorld();
    const attemptsPerMinute = attemptBudget(3);
    const chat = openClient({ attemptsPerMinute }, world);
    chat.socket.reconnect();
    world.time.advance(100);
    const news = virtualClient({ attemptsPerMinute, channel: 'news' }, world);
    const other = virtualClient({ attemptsPerMinute, channel: 'other' }, world);
    news.socket.connect();
    other.socket.connect();
    world.time.advance(100);
    expect(news.socket.status.state).toBe('open');
    expect(other.socket.status).toEqual({
      state: 'waiting',
      reason: 'budget',
      attempt: 1,
      delay: 59_800,
      until: MINUTE,
    });
    world.time.advance(59_699);
    expect(world.backend.fetches).toHaveLength(3);
    world.time.advance(200);
    expect(other.socket.status.state).toBe('open');
    expect(mostInAMinute(world.backend.fetches)).toBe(3);
  });

  it('is two budgets when each was given a number', () => {
    const world = virtualWorld();
    const [one, two] = [virtualClient({ attemptsPerMinute: 1 }, world), virtualClient({ attemptsPerMinute: 1 }, world)];
    one.socket.connect();
    two.socket.connect();
    world.time.advance(100);
    expect([one.socket.status.state, two.socket.status.state]).toEqual(['open', 'open']);
  });
});
