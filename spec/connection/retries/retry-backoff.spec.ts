import fc from 'fast-check';
import { defer, throwError } from 'rxjs';
import {
  backoffSteps,
  resolveBackoff,
  retryBackoff,
  type Backoff,
  type BackoffOptions,
} from '../../../lib/connection/retry-backoff';
import { ConnectionError, type ConnectionErrorKind } from '../../../lib/errors';
import { recorded } from '../../support/recorded';
import { virtualTime } from '../../support/virtual-time';

const ended = (kind: ConnectionErrorKind, uptime = 0) =>
  new ConnectionError(kind, kind, { code: 1_006, reason: '', wasClean: false, uptime });
const refused = ended('refused');
const lostAfter = (uptime: number) => ended('lost', uptime);
const other = new Error('other');

/** The delays that a row of errors leads to. */
const delaysAfter = (errors: readonly unknown[], options: BackoffOptions = {}, random = () => 0.5) => {
  const next = backoffSteps(resolveBackoff({ jitter: 'none', ...options }), virtualTime(random));
  return errors.map((error) => next(error).delay);
};
const times = (count: number, error: unknown) => Array.from({ length: count }, () => error);

describe('the delays', () => {
  it('start at a second, double, and stay at 30 s', () => {
    expect(delaysAfter(times(8, other))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('follow initial, factor and max', () => {
    expect(delaysAfter(times(5, other), { initial: 10, factor: 3, max: 200 })).toEqual([10, 30, 90, 200, 200]);
    expect(delaysAfter(times(3, other), { initial: 10, factor: 1 })).toEqual([10, 10, 10]);
    expect(delaysAfter(times(3, other), { initial: 50, max: 20 })).toEqual([20, 20, 20]);
  });

  it('stay finite after any number of attempts', () => {
    expect(delaysAfter(times(5_000, other)).at(-1)).toBe(30_000);
    expect(delaysAfter(times(5_000, other), { initial: 0 }).at(-1)).toBe(0);
  });

  it('start again after a connection that lived for minUptime, and not after one that merely opened', () => {
    expect(delaysAfter([...times(3, other), lostAfter(4_999)])).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(delaysAfter([...times(3, other), lostAfter(5_000), other])).toEqual([1_000, 2_000, 4_000, 1_000, 2_000]);
    expect(delaysAfter(times(4, lostAfter(1)), { minUptime: 2 })).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(delaysAfter(times(3, lostAfter(1)), { minUptime: 1 })).toEqual([1_000, 1_000, 1_000]);
  });

  it('do not start again after an attempt that never opened, even where any uptime would do', () => {
    expect(delaysAfter(times(3, refused), { minUptime: 0 })).toEqual([1_000, 2_000, 4_000]);
  });

  it('read the uptime of any error, and take one that has none for 0', () => {
    expect(delaysAfter([other, { uptime: 6_000 }, other])).toEqual([1_000, 1_000, 2_000]);
    for (const odd of [null, undefined, 'text', { uptime: '6000' }, {}]) {
      expect(delaysAfter([odd, odd])).toEqual([1_000, 2_000]);
    }
  });

  it("grow with 'back-off' for refusals as for anything else", () => {
    expect(delaysAfter(times(8, refused), { whenRefused: 'back-off' })).toEqual(delaysAfter(times(8, other)));
  });

  it('lead by default from the fourth refusal in a row on to the middle of a later turn, until something else comes', () => {
    // The clock stands at the beginning of a round.
    const inTurns = delaysAfter(times(5, refused));
    expect(inTurns).toEqual([1_000, 2_000, 4_000, 110_000, 110_000]);
    expect(delaysAfter([...times(5, refused), other])).toEqual([...inTurns, 30_000]);
    const after = (refusals: number) => delaysAfter([...times(8, other), ...times(refusals, refused)]).at(-1);
    expect([after(1), after(3), after(4)]).toEqual([30_000, 30_000, 110_000]);
  });
});

describe('jitter', () => {
  const errors = fc.array(
    fc.oneof(fc.constant(other), fc.constant(refused), fc.integer({ min: 0, max: 20_000 }).map(lostAfter)),
    { minLength: 1, maxLength: 30 },
  );
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is from half the delay to all of it ('equal'), or from nothing ('full')", () => {
    fc.assert(
      fc.property(errors, chance, (rows, random) => {
        const of = (jitter: Backoff['jitter']) => delaysAfter(rows, { jitter, whenRefused: 'back-off' }, () => random);
        const [whole, equal, full] = [of('none'), of('equal'), of('full')];
        whole.forEach((delay, index) => {
          expect(equal[index]).toBeGreaterThanOrEqual(Math.floor(delay / 2));
          expect(equal[index]).toBeLessThanOrEqual(delay);
          expect(full[index]).toBeGreaterThanOrEqual(0);
          expect(full[index]).toBeLessThanOrEqual(delay);
        });
      }),
    );
  });

  it('reaches both ends', () => {
    const first = (jitter: Backoff['jitter'], random: number) => delaysAfter([other], { jitter }, () => random)[0];
    expect([first('equal', 0), first('equal', 0.5), first('equal', 0.9999)]).toEqual([500, 750, 1_000]);
    expect([first('full', 0), first('full', 0.5), first('full', 0.9999)]).toEqual([0, 500, 1_000]);
  });

  it("is 'equal' by default, and asks chance anew for each delay", () => {
    const randoms = [0, 0.5];
    const next = backoffSteps(
      resolveBackoff(),
      virtualTime(() => randoms.shift() ?? 0),
    );
    expect([next(other).delay, next(other).delay]).toEqual([500, 1_500]);
  });

  it('never makes a delay that is no number of ms, or longer than its ceiling', () => {
    fc.assert(
      fc.property(
        errors,
        chance,
        fc.record({
          initial: fc.nat(1e6),
          factor: fc.double({ min: 1, max: 1e308, noNaN: true }),
          max: fc.nat(1e6),
          jitter: fc.constantFrom('equal' as const, 'full' as const, 'none' as const),
        }),
        (rows, random, options) => {
          for (const delay of delaysAfter(rows, { ...options, whenRefused: 'back-off' }, () => random)) {
            expect(delay).toBeGreaterThanOrEqual(0);
            expect(delay).toBeLessThanOrEqual(options.max);
          }
        },
      ),
    );
  });
});

describe('the number of the next attempt', () => {
  const attemptsAfter = (errors: readonly unknown[]) => {
    const next = backoffSteps(
      resolveBackoff(),
      virtualTime(() => 0),
    );
    return errors.map((error) => next(error).attempt);
  };

  it('counts from 1 since the connection was last stable', () => {
    expect(attemptsAfter([other, other, lostAfter(5_000), other, lostAfter(10)])).toEqual([2, 3, 1, 2, 3]);
  });
});

describe('retryBackoff', () => {
  const failing = (options: BackoffOptions, errorOf: () => unknown = () => other) => {
    const time = virtualTime();
    const starts: number[] = [];
    const source$ = defer(() => {
      starts.push(time.scheduler.now());
      return throwError(errorOf);
    });
    return { time, starts, retried$: source$.pipe(retryBackoff({ jitter: 'none', ...options }, time)) };
  };

  it('runs the source again after each delay, all from its start', () => {
    const { time, starts, retried$ } = failing({});
    const stream = recorded(retried$);
    time.advance(999);
    expect(starts).toEqual([0]);
    time.advance(1);
    expect(starts).toEqual([0, 1_000]);
    time.advance(60_000);
    expect(starts).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000]);
    expect(stream).toMatchObject({ errors: [], completed: false });
  });

  it('lets the last error through after maxAttempts', () => {
    const { time, starts, retried$ } = failing({ maxAttempts: 3 });
    const stream = recorded(retried$);
    time.advance(60_000);
    expect(starts).toEqual([0, 1_000, 3_000]);
    expect(stream.errors).toEqual([other]);
    expect(time.timers()).toBe(0);
  });

  it('counts maxAttempts from the last stable connection', () => {
    let count = 0;
    const { time, starts, retried$ } = failing({ maxAttempts: 2 }, () =>
      ++count % 2 === 0 ? lostAfter(5_000) : other,
    );
    const stream = recorded(retried$);
    time.advance(20_500);
    expect(starts.slice(0, 6)).toEqual([0, 1_000, 2_000, 4_000, 5_000, 7_000]);
    expect(starts.at(-1)).toBe(20_000);
    expect(stream.errors).toEqual([]);
  });

  it('tries once with maxAttempts 1', () => {
    const { starts, retried$ } = failing({ maxAttempts: 1 });
    expect(recorded(retried$).errors).toEqual([other]);
    expect(starts).toEqual([0]);
  });

  it('keeps its state for each subscription apart', () => {
    const { time, starts, retried$ } = failing({});
    const first = recorded(retried$);
    time.advance(7_000);
    first.stop();
    starts.length = 0;
    recorded(retried$);
    time.advance(3_000);
    expect(starts).toEqual([7_000, 8_000, 10_000]);
  });

  it('leaves no timer when it is unsubscribed in a wait', () => {
    const { time, starts, retried$ } = failing({});
    const stream = recorded(retried$);
    expect(time.timers()).toBe(1);
    stream.stop();
    expect(time.timers()).toBe(0);
    time.advance(10_000);
    expect(starts).toEqual([0]);
  });

  it('needs no host: without one it takes the real time and chance', () => {
    jest.useFakeTimers();
    jest.spyOn(Math, 'random').mockReturnValue(0);
    let starts = 0;
    const stream = recorded(
      defer(() => {
        starts += 1;
        return throwError(() => other);
      }).pipe(retryBackoff()),
    );
    jest.advanceTimersByTime(499);
    expect(starts).toBe(1);
    jest.advanceTimersByTime(1);
    expect(starts).toBe(2);
    stream.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
});

describe('a backoff option that makes sense', () => {
  it.each<BackoffOptions>([
    {},
    { initial: 0, max: 0, minUptime: 0 },
    { whenRefused: 'back-off' },
    { factor: 1 },
    { factor: 1.5 },
    { maxAttempts: 1 },
    { maxAttempts: Infinity },
    { jitter: 'full' },
  ])('is none of %p', (options) => {
    expect(resolveBackoff(options)).toMatchObject(options);
  });
});
