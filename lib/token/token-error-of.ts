import { ConfigError, isConfigError, isTokenError, TokenError } from '../errors';
import { foreignText, propertyOf } from '../foreign-error';
import { obeyed } from './retry-after';
import { refusalOf } from './token-answer';

/**
 * What a token source threw, as an error of ours. Angular's `HttpErrorResponse` and most fetch wrappers throw an error
 * with a numeric `status`, and the body beside it. Everything is known by its properties and nothing by its class: an
 * error may come from another realm, or from another copy of this package.
 *
 * @param now epoch ms, to turn a date in `Retry-After` into a delay
 */
export function tokenErrorOf(thrown: unknown, now: number): TokenError | ConfigError {
  try {
    return errorOf(thrown, now);
  } catch {
    // A getter or a Proxy of the application threw in its turn.
    return new TokenError('malformed', 'the token source threw something that cannot be read.');
  }
}

function errorOf(thrown: unknown, now: number): TokenError | ConfigError {
  if (isConfigError(thrown)) return thrown;
  if (isTokenError(thrown)) return bounded(thrown);
  const status = propertyOf(thrown, 'status');
  if (typeof status === 'number' && status > 0) {
    return refusalOf(
      {
        status,
        body: bodyOf(thrown),
        retryAfter: headerOf(thrown, 'Retry-After'),
        date: headerOf(thrown, 'Date'),
      },
      now,
    );
  }
  return withoutAnswer(thrown, status);
}

/** An error of ours may be of another copy, or made by the application: its wait and its cause are bounded here. */
function bounded(error: TokenError): TokenError {
  const { kind, message, status, retryAfter, cause } = error;
  const fits = obeyed(retryAfter) === retryAfter && (cause === undefined || isBounded(cause));
  return fits ? error : new TokenError(kind, message, { status, retryAfter: obeyed(retryAfter), cause });
}

function isBounded(cause: object): boolean {
  return (
    Object.getPrototypeOf(cause) === Object.prototype && Object.keys(cause).every((key) => /^(name|code)$/.test(key))
  );
}

function withoutAnswer(thrown: unknown, status: unknown): TokenError | ConfigError {
  const name = propertyOf(thrown, 'name');
  // JSON.parse shows a part of what it could not read, and that may be a token.
  if (name === 'SyntaxError')
    return new TokenError('malformed', 'the answer to the token request was no JSON.', { cause: thrown });
  if (name === 'ReferenceError' && typeof fetch === 'undefined') return noFetch();
  // What Node says of a relative address: it has no page to belong to, and no retry gives it one.
  if (propertyOf(propertyOf(thrown, 'cause'), 'code') === 'ERR_INVALID_URL')
    return new ConfigError('token', 'there is no page here, so the address of the token endpoint must be absolute.');
  // Status 0 is how XMLHttpRequest, and so Angular, says that there was no answer.
  if (status === 0) return new TokenError('network', 'the token request had no answer.');
  if (isNetworkFailure(name, propertyOf(thrown, 'message')))
    return new TokenError('network', 'the token request failed before an answer came.', { cause: thrown });
  const isBug = name === 'TypeError' || name === 'ReferenceError' || name === 'RangeError';
  return isBug
    ? new TokenError('malformed', `the token source has a mistake in it: it threw ${foreignText(thrown)}`, {
        cause: thrown,
      })
    : new TokenError('network', `the token source threw ${foreignText(thrown)}`, { cause: thrown });
}

export function noFetch(): ConfigError {
  return new ConfigError('token', 'there is no fetch here: pass a function that asks for the token in another way.');
}

/**
 * What `fetch` rejects with where no answer came, or its body was cut: a TypeError everywhere, in the words of Chromium,
 * Firefox, Safari, Node, React Native, Deno, and Bun. A TypeError in other words is a mistake in the source.
 */
function isNetworkFailure(name: unknown, message: unknown): boolean {
  const words =
    /fetch failed|failed to fetch|load failed|network|internet connection|terminated|sending request|hostname/i;
  return name === 'TypeError' && typeof message === 'string' && words.test(message);
}

/** From where the common clients keep it: Angular in `error`, wrappers of fetch in `body`, an Error that was made by hand in its message. */
function bodyOf(thrown: unknown): unknown {
  return ['error', 'body', 'message'].map((key) => propertyOf(thrown, key)).find((body) => body !== undefined);
}

/** From `headers.get(name)`, which both the Fetch API's and Angular's headers have. */
function headerOf(thrown: unknown, name: string): unknown {
  const headers = propertyOf(thrown, 'headers');
  const get = propertyOf(headers, 'get');
  try {
    return typeof get === 'function' ? (Reflect.apply(get, headers, [name]) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
