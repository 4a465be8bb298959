import {
  catchError,
  defer,
  from,
  isObservable,
  map,
  take,
  throwIfEmpty,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { isRecord, own } from '../checks';
import { ConfigError, TokenError } from '../errors';
import type { Clock } from '../clock';
import { firstWithin } from '../first-within';
import { isWord } from '../foreign-error';
import { detail, numbered } from '../text';
import { httpDate } from './retry-after';
import { tokenErrorOf } from './token-error-of';

/** What a token source emits: the token, or the endpoint's JSON with its lifetime `expires_in` in seconds. */
export type TokenInput =
  | string
  | {
      /** The token, which works once. */
      readonly token: string;
      /** The lifetime in seconds. Left out: as long as the gateway accepts the token. */
      readonly expires_in?: number | undefined;
    };

/** A {@link TokenInput} with the `Date` header of its answer, if that can be read. */
export type DatedToken = Exclude<TokenInput, string> & { readonly date?: string | undefined };

/** One fresh token, and the server's time when it was issued, in epoch ms, if the source reports it. */
export interface FreshToken {
  readonly token: string;
  readonly date: number | undefined;
}

/** The context of a token fetch. */
export interface TokenContext {
  /** The number of the attempt, from 1 since the connection was last stable. */
  readonly attempt: number;
  /** The channel that the connection is for. */
  readonly channel?: string | undefined;
}

/**
 * The source of single-use tokens: a cold Observable that is subscribed once for each socket, right before it, or a
 * function that returns one (or a Promise, or an iterable). The first value counts; the source is then unsubscribed.
 */
export type TokenSource = Observable<TokenInput> | ((context: TokenContext) => ObservableInput<TokenInput>);

/** The options about tokens. */
export interface TokenSettings {
  readonly token: TokenSource | undefined;
  /** The longest wait for a token, in ms. */
  readonly tokenTimeout: number;
  /** Whether a token that was used before is refused. */
  readonly singleUseToken: boolean;
}

/** How a token is read from its source. */
export interface TokenOptions {
  /** The longest wait for a token, in ms. */
  readonly tokenTimeout: number;
  /** The tokens that were used before. Left out if a token may be used again. */
  readonly used?: UsedTokens | undefined;
}

/** Creates the stream that gives each connection its token; `undefined` if the gateway needs none. */
export function authorizing(
  { token, tokenTimeout, singleUseToken }: TokenSettings,
  clock: Clock,
): ((context: TokenContext) => Observable<FreshToken>) | undefined {
  if (!token) return undefined;
  const options = { tokenTimeout, used: singleUseToken ? new UsedTokens() : undefined };
  return (context) => freshToken(token, context, options, clock);
}

/**
 * One fresh token: subscribes to the source, takes its first value and completes. Any failure of the source becomes a
 * {@link TokenError}, which never contains the emitted value.
 */
export function freshToken(
  source: TokenSource,
  context: TokenContext,
  { tokenTimeout, used }: TokenOptions,
  clock: Clock,
): Observable<FreshToken> {
  return defer(() => {
    const asked = clock.now();
    return defer(() => (isObservable(source) ? source : called(source, context))).pipe(
      take(1),
      throwIfEmpty(
        () =>
          new TokenError(
            'malformed',
            numbered`the token source completed without a token: it must emit one for each subscriber.`,
          ),
      ),
      firstWithin(
        tokenTimeout,
        clock,
        () => new TokenError('timeout', numbered`no token came within ${tokenTimeout} ms (tokenTimeout).`),
      ),
      map((input) => {
        const { token, lifetime, date } = readToken(input);
        // Counted from the request, not the answer: a suspended tab may read an answer long after it was given.
        const age = clock.now() - asked;
        if (age > lifetime) {
          throw new TokenError(
            'timeout',
            numbered`the token came after ${age} ms and lives for ${lifetime} ms only. Another is fetched.`,
          );
        }
        used?.claim(token);
        return { token, date };
      }),
      catchError((error: unknown) => {
        throw tokenErrorOf(error, clock.wall());
      }),
    );
  });
}

/** The result of a function for a source, if it can be a source at all. A retry would not change that. */
function called(source: Exclude<TokenSource, Observable<TokenInput>>, context: TokenContext): Observable<TokenInput> {
  const returned = source(context);
  try {
    // A string is an iterable too, of its letters.
    if (typeof returned !== 'string') return from(returned);
  } catch {
    // `from` decides whether it can make a stream of the value.
  }
  throw new ConfigError(
    'token',
    numbered`the function must return an Observable, a Promise or an iterable of a token; it returned ${shapeOf(returned)}.`,
  );
}

/** Remembers the last tokens, because the backend refuses a second use and counts it as an attempt. */
export class UsedTokens {
  #last: readonly string[] = [];

  constructor(private readonly capacity = 16) {}

  /** Records that a token is used now. Throws a `reused` {@link TokenError} if it was used before. */
  claim(token: string): void {
    if (this.#last.includes(token)) {
      throw new TokenError(
        'reused',
        numbered`the token source gave a token that was used before. It must fetch a new one for each subscription: hand over a cold Observable, or a function, without shareReplay() behind it.`,
      );
    }
    this.#last = this.#last.concat(token).slice(-this.capacity);
  }
}

function readToken(input: unknown): FreshToken & { readonly lifetime: number } {
  const answer = own(typeof input === 'string' ? { token: input } : input);
  if (!isRecord(answer) || !Object.hasOwn(answer, 'token')) {
    throw new TokenError('malformed', numbered`expected a token, or an object with one, and got ${shapeOf(input)}.`);
  }
  const { token, expires_in: expiresIn, date } = answer as Readonly<Record<'token' | 'expires_in' | 'date', unknown>>;
  if (typeof token !== 'string' || token === '') {
    throw new TokenError('malformed', numbered`expected \`token\` to be a non-empty string and got ${shapeOf(token)}.`);
  }
  // A lifetime that is not a number is ignored; the gateway decides in the end.
  return {
    token,
    date: httpDate(date),
    lifetime: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn * 1_000 : Infinity,
  };
}

/** The first keys of an answer. A key that looks like a token is not shown: an endpoint may use tokens as keys. */
function keysOf(value: object): string {
  const keys = Object.keys(value).slice(0, 8);
  return keys.map((key) => (isWord(key) ? key : '…')).join(', ');
}

/** The type of a value, without the value: any part of an answer may be the token under another name. */
function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return detail`an array`;
  if (typeof value === 'object') return detail`an object with the keys [${keysOf(value)}]`;
  return value === '' ? detail`an empty string` : typeof value;
}
