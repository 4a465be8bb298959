/** A longer wait is an error, or an attempt to keep a user out: the client tries again after ten minutes. */
const LONGEST = 600_000;

/** The wait in an error, as far as it is obeyed: a number of ms, ten minutes at most. */
export function obeyed(delay: unknown): number | undefined {
  return typeof delay === 'number' && delay >= 0 ? Math.min(delay, LONGEST) : undefined;
}

/**
 * The wait in a `Retry-After` header (RFC 9110, section 10.2.3): whole seconds, or an HTTP date; undefined for anything
 * else.
 *
 * @param date the answer's own `Date` header. A date is compared with it, because this machine's clock may be wrong
 * @param now epoch ms, for an answer without that header
 */
export function retryDelay(retryAfter: unknown, date: unknown, now: number): number | undefined {
  const asked = typeof retryAfter === 'string' ? retryAfter.trim() : '';
  if (/^\d+$/.test(asked)) return obeyed(Number(asked) * 1_000);
  const until = httpDate(asked);
  return until === undefined ? undefined : obeyed(Math.max(0, until - (httpDate(date) ?? now)));
}

/**
 * The date in a header, in epoch ms. Only the form that RFC 9110 requires: `Date.parse` alone accepts nearly any text
 * as a date.
 */
export function httpDate(text: unknown): number | undefined {
  const time = typeof text === 'string' && text.trim().endsWith('GMT') ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
