import { ConfigError, isConfigError, isTokenError, TokenError } from '../errors';
import { foreignCause, foreignText, propertyOf } from '../foreign-error';
import { numbered } from '../text';
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
    return new TokenError('malformed', numbered`the token source threw something that cannot be read.`);
  }
}

/** What the common clients put into an error, each of it whatever it is. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  /** Where wrappers of fetch keep the body. */
  readonly body?: unknown;
  /** Where Angular keeps it. */
  readonly error?: unknown;
  readonly headers?: unknown;
  readonly cause?: unknown;
}

function errorOf(thrown: unknown, now: number): TokenError | ConfigError {
  if (isConfigError(thrown)) return boundedConfig(thrown);
  if (isTokenError(thrown)) return bounded(thrown);
  // Of what is no object, `Object()` makes one that has nothing of this.
  const { name, message, status, body = message, error = body, headers, cause } = Object(thrown) as Thrown;
  if (typeof status === 'number' && status > 0) {
    const [retryAfter, date] = [headerOf(headers, 'Retry-After'), headerOf(headers, 'Date')];
    return refusalOf({ status, body: error, retryAfter, date }, now);
  }
  // Node's error for a relative address: it has no page to belong to, and no retry gives it one.
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
  // JSON.parse shows a part of what it could not read, and that may be a token.
  if (name === 'SyntaxError') return ['malformed', numbered`the token request was answered with no JSON.`];
  // Status 0 is that of XMLHttpRequest, and so of Angular, where there was no answer.
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
 * What `fetch` rejects with where no answer came, or its body was cut: a TypeError everywhere, in the words of Chromium,
 * Firefox, Safari, Node, React Native, and Deno. A TypeError in other words is a mistake in the source.
 */
const NETWORK_FAILURE = /(fetch|load) failed|to fetch|network|internet|terminated|sending request/i;

/** An error of ours may be of another copy, or made by the application: its wait and its cause are bounded here. */
function bounded(error: TokenError): TokenError {
  const { kind, message, status, date, retryAfter, cause } = error;
  const wait = obeyed(retryAfter);
  if (wait === retryAfter && cause === undefined) return error;
  return new TokenError(kind, message, { status, date, retryAfter: wait, cause });
}

/** The same of a ConfigError, whose constructor puts the name of the option before the message. */
function boundedConfig(error: ConfigError): ConfigError {
  const { option, message, cause } = error;
  if (cause === undefined) return error;
  return new ConfigError(option, message.replace(`${option}: `, ''), { cause: foreignCause(cause) });
}

export function noFetch(): ConfigError {
  return new ConfigError('token', numbered`there is no fetch here: pass a function that does without.`);
}

/** From `headers.get(name)`, which both the Fetch API's and Angular's headers have. */
function headerOf(headers: unknown, name: string): unknown {
  const { get } = Object(headers) as { readonly get?: unknown };
  return typeof get === 'function' ? (Reflect.apply(get, headers, [name]) as unknown) : undefined;
}
