import { TokenError, type TokenErrorKind } from '../errors';

/** What an HTTP answer to a token request was, whoever made the request. */
export interface TokenAnswer {
  readonly status: number;
  /** The body: text, or what a client library made of it. Only searched for the words that tell two 403 apart. */
  readonly body: unknown;
  /** The `Retry-After` header as it came: seconds or an HTTP date (RFC 9110, section 10.2.3). */
  readonly retryAfter?: string | null;
}

/**
 * The one table of refusals. The Django package answers 403 for three different things and tells them apart only in the
 * body (contract B2): `Rate limit exceeded`, Django's CSRF page, `Authentication required`.
 *
 * @param now epoch ms, to turn a date in `Retry-After` into a delay
 */
export function refusalOf({ status, body, retryAfter }: TokenAnswer, now: number): TokenError {
  const [kind, problem] = meaningOf(status, (words) => words.test(textOf(body)));
  return new TokenError(kind, `the token endpoint answered ${status}${problem}.`, {
    status,
    // What no retry cures needs no delay.
    retryAfter: kind === 'rate-limited' || kind === 'unavailable' ? delayOf(retryAfter, now) : undefined,
  });
}

function meaningOf(status: number, says: (words: RegExp) => boolean): readonly [kind: TokenErrorKind, problem: string] {
  const forbidden = status === 403;
  if (status === 429 || (forbidden && says(/rate limit exceeded/i)))
    return ['rate-limited', ': too many tokens were asked for in the last minute'];
  if (forbidden && says(/csrf/i))
    return [
      'csrf',
      ': the CSRF check failed. The request needs the csrftoken cookie and the same value as X-CSRFToken',
    ];
  if (status === 401 || forbidden)
    return ['unauthenticated', ': nobody is logged in, or this user may not have a token'];
  if (status === 408 || status >= 500) return ['unavailable', ': the backend is in trouble'];
  if (status >= 400) return ['rejected', ': check its address and that it takes a POST'];
  return ['malformed', ', which is no token'];
}

/** Whole seconds or an HTTP date, as ms from now; undefined for anything else. */
function delayOf(retryAfter: string | null | undefined, now: number): number | undefined {
  const given = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(given)) return Number(given) * 1_000;
  // Only the form that RFC 9110 demands: `Date.parse` alone reads a date into nearly anything.
  const delay = given.endsWith('GMT') ? Date.parse(given) - now : NaN;
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

/** A body that a client library parsed is searched as JSON; one that cannot be written as JSON says nothing. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  try {
    return JSON.stringify({ body });
  } catch {
    return '';
  }
}
