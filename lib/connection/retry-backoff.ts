import { defer, retry, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { CHECKED } from '../build';
import { realHost, type Host } from '../host';
import { DELAY, OBJECT, oneOf, wholeNumber } from '../option-rules';
import { defaultsOf, resolveOption, type OptionTable, type Resolved } from '../option-table';
import { detail } from '../text';
import { afterEnding, freshPolicy, uptimeOf } from './retry-policy';

/** The delays between attempts. */
export interface BackoffOptions {
  /** The delay before the first retry, in ms. Default 1,000. */
  readonly initial?: number | undefined;
  /** The factor by which each next delay is longer, at least 1. Default 2. */
  readonly factor?: number | undefined;
  /** The longest delay, in ms, except for those of `whenRefused`. Default 30,000. */
  readonly max?: number | undefined;
  /**
   * What follows from the fourth refused connection in a row on, each with a fresh token. The backend allows an IP address
   * 20 connections a minute and counts the refused ones as well. So an office of 100 clients behind one address gets in
   * again only if all of them are silent together for more than a minute.
   *
   * - `'take-turns'` (default): attempts are made only in the first 30 s of each 95 s of the wall clock, at a random
   *   moment; after eight such rounds more and more rarely, down to once in eight rounds. The `Date` header of the
   *   token endpoint's answers corrects a wrong clock, if it can be read. Taking turns ends with the first handshake that
   *   is not refused. It also ends with a 5xx of the token endpoint, because then the whole backend is in trouble.
   * - `'back-off'`: the delays go on as for any other failure, up to `max`.
   */
  readonly whenRefused?: 'take-turns' | 'back-off' | undefined;
  /**
   * The random part of the delays, so that the clients of a fleet do not reconnect all at once. `'equal'` (default):
   * from half of the delay to all of it. `'full'`: from 0 to all of it. `'none'`: always all of it. The moment of a turn
   * (`whenRefused`) is random in any case.
   */
  readonly jitter?: 'equal' | 'full' | 'none' | undefined;
  /** How long a connection must have been open for the delays to start at `initial` again, in ms. Default 5,000. */
  readonly minUptime?: number | undefined;
  /** How many attempts in a row may fail before the last error is passed on. Default `Infinity`. */
  readonly maxAttempts?: number | undefined;
}

/** The step that follows an ending. */
export interface BackoffStep {
  /** The error of the source. */
  readonly error: unknown;
  /** The number of the next attempt, from 1 since the connection was last stable. */
  readonly attempt: number;
  /** The delay before that attempt, in ms. */
  readonly delay: number;
  /** Whether `maxAttempts` is reached. */
  readonly exhausted: boolean;
}

const TABLE = {
  initial: [1_000, DELAY],
  factor: [2, CHECKED && [detail`a number of at least 1`, (value) => Number.isFinite(value) && Number(value) >= 1]],
  max: [30_000, DELAY],
  whenRefused: ['take-turns', CHECKED && /* @__PURE__ */ oneOf('take-turns', 'back-off')],
  jitter: ['equal', CHECKED && /* @__PURE__ */ oneOf('equal', 'full', 'none')],
  minUptime: [5_000, DELAY],
  maxAttempts: [Infinity, CHECKED && /* @__PURE__ */ wholeNumber(1, true)],
} as const satisfies OptionTable<BackoffOptions>;

/** {@link BackoffOptions} with the defaults filled in. */
export type Backoff = Resolved<BackoffOptions, typeof TABLE>;

/** The option `backoff`. */
export const BACKOFF = [/* @__PURE__ */ defaultsOf(TABLE), OBJECT, TABLE] as const;

/** Fills in the defaults. Throws a `ConfigError` that names the option for a value that cannot work. */
export function resolveBackoff(options?: BackoffOptions): Backoff {
  return resolveOption('backoff', BACKOFF, options);
}

/**
 * Retries with exponentially growing, jittered delays: rxjs `retry({ delay })` with a separate state for each
 * subscription. The delays start again at `initial` after an error whose `uptime` (as in a `ConnectionError`) is at
 * least `minUptime`. An open alone does not reset them: a connection that is lost right after each open must not be
 * retried every second. After `maxAttempts` the last error is passed on.
 *
 * @example
 * defer(() => fetchToken()).pipe(switchMap((token) => listen(token)), retryBackoff({ max: 60_000 }));
 *
 * @param host time and randomness, for tests and simulations
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

/** Only the delays: a function that returns the next step for each error in turn. */
export function backoffSteps(backoff: Backoff, { random, scheduler }: Host): (error: unknown) => BackoffStep {
  let policy = freshPolicy;
  return (error) => {
    const circumstances = { uptime: uptimeOf(error), at: scheduler.now(), chance: random() };
    const [next, { delay, exhausted }] = afterEnding(policy, error, circumstances, backoff);
    policy = next;
    return { error, attempt: next.attempts + 1, delay, exhausted };
  };
}
