import fc from 'fast-check';
import { ConfigError } from '../../../lib';
import { attemptBudget } from '../../../lib/connection/attempt-budget';
import { thrown } from '../../support/thrown';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';

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
