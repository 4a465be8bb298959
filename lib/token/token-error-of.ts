import { ConfigError, isConfigError, isTokenError, TokenError } from '../errors';
import { foreignCause, foreignText, propertyOf } from '../foreign-error';
import { numbered } from '../text';
import { obeyed } from './retry-after';
import { refusalOf } from './token-answer';

/**
 * Turns the error of a token source into an error of this library. Angular's `HttpErrorResponse` and most fetch
 * wrappers throw an error with a numeric `status` and the body. Errors are identified by their properties, not by their
 * class: an error may come from another realm, or from another copy of this package.
 *
 * @param now epoch ms, to turn a date in `Retry-After` into a delay
 */
export function tokenErrorOf(thrown: unknown, now: number): TokenError | ConfigError {
  try {
    return errorOf(thrown, now);
  } catch {
    // A getter or a Proxy of the application threw.
    return new TokenError('malformed', numbered`the token source threw something that cannot be read.`);
  }
}

/** The properties of the errors of common clients, with any values. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  /** The body in wrappers of fetch. */
  readonly body?: unknown;
  /** The body in Angular. */
  readonly error?: unknown;
  readonly headers?: unknown;
  readonly cause?: unknown;
}

function errorOf(thrown: unknown, now: number): TokenError | ConfigError {
  if (isConfigError(thrown)) return boundedConfig(thrown);
  if (isTokenError(thrown)) return bounded(thrown);
  // For a value that is not an object, `Object()` creates one without these properties.
  const { name, message, status, body = message, error = body, headers, cause } = Object(thrown) as Thrown;
  if (typeof status === 'number' && status > 0) {
    const [retryAfter, date] = [headerOf(headers, 'Retry-After'), headerOf(headers, 'Date')];
    return refusalOf({ status, body: error, retryAfter, date }, now);
  }
  // Node's error for a relative URL: there is no page to resolve it against, and no retry changes that.
  if (propertyOf(cause, 'code') === 'ERR_INVALID_URL')
    return new ConfigError(
      'token',
      numbered`there is no page here, so the address of the token endpoint must be absolute.`,
    );
  if (name === 'ReferenceError' && typeof fetch === 'undefined') return noFetch();
  const [kind, problem] = meaningOf(String(name), message, status, thrown);
  return new TokenError(kind, problem, { cause: thrown });
}

function meaningOf(
  name: string,
  message: unknown,
  status: unknown,
  thrown: unknown,
): readonly [kind: 'malformed' | 'network', problem: string] {
  // JSON.parse quotes a part of its input, which may be a token.
  if (name === 'SyntaxError') return ['malformed', numbered`the token request was answered with no JSON.`];
  // XMLHttpRequest, and so Angular, reports status 0 if there was no answer.
  if (status === 0 || (name === 'TypeError' && NETWORK_FAILURE.test(String(message))))
    return [
      'network',
      numbered`the token request had no answer: the server is down, or CORS keeps the answer from the page.`,
    ];
  return [
    /^(Type|Reference|Range)Error$/.test(name) ? 'malformed' : 'network',
    numbered`the token source threw ${foreignText(thrown)}`,
  ];
}

/**
 * The rejection of `fetch` if there was no answer, or its body was cut. It is a TypeError everywhere, with the texts of
 * Chromium, Firefox, Safari, Node, React Native, and Deno. A TypeError with another text is a mistake in the source.
 */
const NETWORK_FAILURE = /(fetch|load) failed|to fetch|network|internet|terminated|sending request/i;

/**
 * An error of this library may come from another copy, or from the application: its wait and its cause are limited
 * here.
 */
function bounded(error: TokenError): TokenError {
  const { kind, message, status, date, retryAfter, cause } = error;
  const wait = obeyed(retryAfter);
  if (wait === retryAfter && cause === undefined) return error;
  return new TokenError(kind, message, { status, date, retryAfter: wait, cause });
}

/** The same for a ConfigError, whose constructor puts the name of the option before the message. */
function boundedConfig(error: ConfigError): ConfigError {
  const { option, message, cause } = error;
  if (cause === undefined) return error;
  return new ConfigError(option, message.replace(`${option}: `, ''), { cause: foreignCause(cause) });
}

export function noFetch(): ConfigError {
  return new ConfigError('token', numbered`there is no fetch here: pass a function that does without.`);
}

/** Calls `headers.get(name)`, which the headers of the Fetch API and of Angular both have. */
function headerOf(headers: unknown, name: string): unknown {
  const { get } = Object(headers) as { readonly get?: unknown };
  return typeof get === 'function' ? (Reflect.apply(get, headers, [name]) as unknown) : undefined;
}
