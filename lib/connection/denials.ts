import { isRecord } from '../checks';

/** Failures of the token source of one kind, in a row. */
export interface Denial {
  /** The kind of the `TokenError`. */
  readonly kind: string;
  readonly times: number;
}

/** A firewall's 403 may be about one request; this many in a row are about the user. */
const FORBIDDEN = 3;

/** The shortest wait after a rate limit, in ms, if the answer has no `Retry-After`. */
const LEAST = 5_000;

/** The longest wait after the Django package's own rate limit, in ms. */
const MOST = 15_000;

/**
 * The failures in a row after one more error. Errors are identified by name, so that `retryBackoff()` does not import
 * their classes.
 */
export function denialAfter(denial: Denial | undefined, error: unknown): Denial | undefined {
  const { name, kind } = isRecord(error) ? error : {};
  if (name !== 'TokenError' || typeof kind !== 'string') return undefined;
  return { kind, times: denial?.kind === kind ? denial.times + 1 : 1 };
}

/** Whether another request makes no sense. */
export function isFinal(denial: Denial | undefined): boolean {
  return denial?.kind === 'forbidden' && denial.times >= FORBIDDEN;
}

/**
 * How long to wait after an error, in ms. The Django package counts the tokens that it issued and not those that it
 * refused, so another request is free: 5, 10, 15, 15 … s. A 429 may come from any proxy, which may count the requests
 * that it refuses.
 *
 * @param ordinary the delay of the backoff, without its jitter
 * @param spread adds the jitter
 */
export function delayAfter(
  error: unknown,
  denial: Denial | undefined,
  ordinary: number,
  spread: (ms: number) => number,
): number {
  const { status, retryAfter } = isRecord(error) ? error : {};
  if (denial?.kind !== 'rate-limited' || retryAfter !== undefined) return spread(ordinary);
  return status === 403 ? spread(Math.min(LEAST * denial.times, MOST)) : Math.max(LEAST, spread(ordinary));
}
