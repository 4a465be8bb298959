import {
  catchError,
  defer,
  from,
  isObservable,
  map,
  take,
  throwIfEmpty,
  timeout,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { GatewaySocketError, TokenError } from '../errors';
import type { Host } from '../host';
import { refusalOf } from './token-answer';

/** What a token source emits: the token, or the endpoint's JSON with its lifetime `expires_in` in seconds. */
export type TokenInput = string | { readonly token: string; readonly expires_in?: number };

/** What a token is wanted for. */
export interface TokenContext {
  /** The number of the attempt, from 1 since the connection was last stable. */
  readonly attempt: number;
  /** The channel that the connection is for. */
  readonly channel?: string;
}

/**
 * Where single-use tokens come from: a cold Observable that is subscribed once for each socket, right before it, or a
 * function that returns one (or a Promise, or an iterable). The first value counts; the source is then unsubscribed.
 */
export type TokenSource = Observable<TokenInput> | ((context: TokenContext) => ObservableInput<TokenInput>);

/** How a token is taken from its source. */
export interface TokenOptions {
  /** ms for a token to arrive. */
  readonly tokenTimeout: number;
  /** The tokens that were used before. Left out where a token may be used again. */
  readonly used?: UsedTokens;
}

/**
 * One fresh token: subscribes to the source, takes its first value and completes. Whatever the source does wrong comes
 * out as a {@link TokenError}, which never holds what the source emitted.
 */
export function freshToken(
  source: TokenSource,
  context: TokenContext,
  { tokenTimeout, used }: TokenOptions,
  { scheduler }: Host,
): Observable<string> {
  return defer(() => {
    const asked = scheduler.now();
    return defer(() => (isObservable(source) ? source : from(source(context)))).pipe(
      take(1),
      throwIfEmpty(() => new TokenError('malformed', 'the token source completed without a token.')),
      timeout({
        first: tokenTimeout,
        scheduler,
        with: () => {
          throw new TokenError('timeout', `no token came within ${tokenTimeout} ms.`);
        },
      }),
      map((input) => {
        const { token, lifetime } = readToken(input);
        // Counted from the question, not the answer: a suspended tab reads an answer long after it was given.
        const age = scheduler.now() - asked;
        if (age > lifetime) {
          throw new TokenError('timeout', `the token came after ${age} ms and lives for ${lifetime} ms only.`);
        }
        used?.claim(token);
        return token;
      }),
      catchError((error: unknown) => {
        throw tokenErrorOf(error, scheduler.now());
      }),
    );
  });
}

/** Remembers the last tokens, because the backend refuses a second use and counts it as an attempt. */
export class UsedTokens {
  readonly #last: string[] = [];

  constructor(private readonly capacity = 16) {}

  /** Notes that a token is used now; throws a `reused` {@link TokenError} if it was before. */
  claim(token: string): void {
    if (this.#last.includes(token)) {
      throw new TokenError(
        'reused',
        'the token source gave a token that was used before. It must fetch a new one for each subscription: ' +
          'hand over a cold Observable, or a function, without shareReplay() behind it.',
      );
    }
    this.#last.push(token);
    if (this.#last.length > this.capacity) this.#last.shift();
  }
}

function readToken(input: unknown): { readonly token: string; readonly lifetime: number } {
  const answer = typeof input === 'string' ? { token: input } : input;
  if (typeof answer !== 'object' || answer === null || !('token' in answer)) {
    throw new TokenError('malformed', `expected a token, or an object with one, and got ${shapeOf(input)}.`);
  }
  const { token } = answer;
  if (typeof token !== 'string' || token === '') {
    throw new TokenError('malformed', `expected \`token\` to be a non-empty string and got ${shapeOf(token)}.`);
  }
  const expiresIn = 'expires_in' in answer ? answer.expires_in : undefined;
  // A lifetime that is no number says nothing; the gateway has the last word on it anyway.
  return { token, lifetime: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * 1_000 : Infinity };
}

/** What came, without a value of it: any part of an answer may be the token under another name. */
function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `an object with the keys [${Object.keys(value).slice(0, 8).join(', ')}]`;
  return value === '' ? 'an empty string' : typeof value;
}

/** Angular's `HttpErrorResponse` and most fetch wrappers throw an error with a numeric `status`, and the body beside it. */
function tokenErrorOf(error: unknown, now: number): GatewaySocketError {
  if (error instanceof GatewaySocketError) return error;
  if (typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number') {
    // Status 0 is how XMLHttpRequest, and so Angular, says that there was no answer.
    if (error.status > 0)
      return refusalOf({ status: error.status, body: bodyOf(error), retryAfter: retryAfterOf(error) }, now);
    return new TokenError('network', 'the token request had no answer.');
  }
  return new TokenError('network', 'the token request failed before an answer came.', { cause: error });
}

function bodyOf(error: object): unknown {
  if ('error' in error) return error.error;
  if ('body' in error) return error.body;
  return 'message' in error ? error.message : undefined;
}

/** From `headers.get('Retry-After')`, which both the Fetch API's and Angular's headers have. */
function retryAfterOf(error: object): string | null {
  if (!('headers' in error) || typeof error.headers !== 'object' || error.headers === null) return null;
  const { headers } = error;
  if (!('get' in headers) || typeof headers.get !== 'function') return null;
  const value: unknown = Reflect.apply(headers.get, headers, ['Retry-After']);
  return typeof value === 'string' ? value : null;
}
