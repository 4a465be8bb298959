import { defer, retry, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { isObject, milliseconds, must, oneOf, wholeNumber, withDefaults, type Complete } from '../checks';
import { realHost, type Host } from '../host';
import { afterEnding, freshPolicy, uptimeOf } from './retry-policy';

/** The delays between attempts, in ms. */
export interface BackoffOptions {
  /** The delay before the first retry. Default 1,000. */
  readonly initial?: number | undefined;
  /** How much longer each further delay is. Default 2. */
  readonly factor?: number | undefined;
  /** No delay is longer. Default 30,000. */
  readonly max?: number | undefined;
  /**
   * No delay is longer after three refusals in a row. Default 120,000: the backend counts refused connections of an IP
   * address too, so the clients of an office only come back when they try less often.
   */
  readonly refusedMax?: number | undefined;
  /**
   * How chance spreads the delays, so that a fleet does not come back at once: `'equal'` (default) takes from half the
   * delay to all of it, `'full'` from nothing to all of it, `'none'` all of it.
   */
  readonly jitter?: 'equal' | 'full' | 'none' | undefined;
  /** How long a connection must have been open for the delays to start again. Default 5,000. */
  readonly minUptime?: number | undefined;
  /** After how many attempts in a row the error goes through. Default `Infinity`. */
  readonly maxAttempts?: number | undefined;
}

/** {@link BackoffOptions} with every default in place. */
export type Backoff = Complete<BackoffOptions>;

/** What comes after an ending. */
export interface BackoffStep {
  /** What ended the attempt, as the source errored with it. */
  readonly error: unknown;
  /** The number of the next attempt, from 1 since the connection was last stable. */
  readonly attempt: number;
  /** ms to wait for it. */
  readonly delay: number;
  /** Whether `maxAttempts` are used up. */
  readonly exhausted: boolean;
}

const DEFAULTS: Backoff = {
  initial: 1_000,
  factor: 2,
  max: 30_000,
  refusedMax: 120_000,
  jitter: 'equal',
  minUptime: 5_000,
  maxAttempts: Infinity,
};

/** Fills in the defaults; throws a `ConfigError` that names the option for a value that makes no sense. */
export function resolveBackoff(options: BackoffOptions = DEFAULTS): Backoff {
  if (options === DEFAULTS) return DEFAULTS;
  must(isObject(options), 'backoff', 'an object', options);
  const backoff = withDefaults<Backoff>(DEFAULTS, options);
  const { factor, jitter, maxAttempts } = backoff;
  for (const name of ['initial', 'max', 'refusedMax', 'minUptime'] as const) {
    milliseconds(`backoff.${name}`, backoff[name]);
  }
  must(Number.isFinite(factor) && factor >= 1, 'backoff.factor', 'a number of at least 1', factor);
  oneOf('backoff.jitter', jitter, ['equal', 'full', 'none']);
  if (maxAttempts !== Infinity) wholeNumber('backoff.maxAttempts', maxAttempts, 1, ', or Infinity');
  return backoff;
}

/**
 * Retries with exponentially growing, jittered delays: rxjs `retry({ delay })` with a state of its own for each
 * subscription. The delays start again after an error whose `uptime` (as a `ConnectionError` has it) reached
 * `minUptime`, and not when a connection merely opens: one that is cut at once every time must not be tried every second.
 *
 * @example
 * defer(() => fetchToken()).pipe(switchMap((token) => listen(token)), retryBackoff({ max: 60_000 }));
 *
 * @param host time and chance, for tests and simulations
 */
export function retryBackoff<T>(options: BackoffOptions = {}, host: Host = realHost): MonoTypeOperatorFunction<T> {
  const backoff = resolveBackoff(options);
  return (source) =>
    defer(() => {
      const next = backoffSteps(backoff, host);
      return source.pipe(
        retry({
          delay: (error: unknown) => {
            const { delay, exhausted } = next(error);
            if (exhausted) throw error;
            return timer(delay, host.scheduler);
          },
        }),
      );
    });
}

/** The delays alone: what comes next, for each error in turn. */
export function backoffSteps(backoff: Backoff, { random }: Pick<Host, 'random'>): (error: unknown) => BackoffStep {
  let policy = freshPolicy;
  return (error) => {
    const [next, { delay, exhausted }] = afterEnding(policy, error, uptimeOf(error), backoff, random());
    policy = next;
    return { error, attempt: next.attempts + 1, delay, exhausted };
  };
}
