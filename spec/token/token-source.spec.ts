import { concat, defer, EMPTY, from, map, NEVER, of, Subject, throwError, timer, type Observable } from 'rxjs';
import { Clock } from '../../lib/clock';
import { ConfigError, TokenError } from '../../lib/errors';
import { freshToken, UsedTokens, type TokenInput, type TokenSource } from '../../lib/token/token-source';
import { allOf, recorded } from '../support/recorded';
import { virtualTime, type VirtualTime } from '../support/virtual-time';
import { words } from '../support/words';

const CONTEXT = { attempt: 3, channel: 'general' };

const tokenFrom = (
  source: TokenSource,
  { time = virtualTime(), used }: { time?: VirtualTime; used?: UsedTokens } = {},
) => recorded(freshTokens(source, { time, used }).pipe(map(({ token }) => token)));

const freshTokens = (
  source: TokenSource,
  { time = virtualTime(), used }: { time?: VirtualTime; used?: UsedTokens | undefined } = {},
) => freshToken(source, CONTEXT, { tokenTimeout: 10_000, ...(used && { used }) }, new Clock(time));

/** A source that breaks its promise about what it emits. */
const emitting = (input: unknown): Observable<TokenInput> => of(input as TokenInput);

/** As an application that takes `fetch` for granted. */
const fetchFrom = (url: string) => fetch(url).then(async (response) => (await response.json()) as TokenInput);

const failureOf = (source: TokenSource) => {
  const { values, errors } = tokenFrom(source);
  expect([values, errors.length]).toEqual([[], 1]);
  expect(errors[0]).toBeInstanceOf(TokenError);
  return errors[0] as TokenError;
};

describe('a token source', () => {
  it.each<readonly [string, TokenSource]>([
    ['an Observable of a string', of('t1')],
    ['an Observable of an answer', of({ token: 't1', expires_in: 60 })],
    ['a function that returns an Observable', () => of('t1')],
    ['a function that returns an iterable', () => ['t1']],
  ])('may be %s', (_name, source) => {
    expect(tokenFrom(source)).toMatchObject({ values: ['t1'], errors: [], completed: true });
  });

  it('may be a function that returns a Promise', async () => {
    const token = tokenFrom(() => Promise.resolve({ token: 't1' }));
    await Promise.resolve();
    await Promise.resolve();
    expect(token).toMatchObject({ values: ['t1'], completed: true });
  });

  it('is told which attempt at which channel the token is for', () => {
    const asked: unknown[] = [];
    tokenFrom((context) => {
      asked.push(context);
      return of('t1');
    });
    expect(asked).toEqual([CONTEXT]);
  });

  it('is not touched before the subscription, and once for each', () => {
    let fetched = 0;
    const token$ = freshTokens(defer(() => of(`t${++fetched}`)));
    expect(fetched).toBe(0);
    expect([recorded(token$).values, recorded(token$).values]).toMatchObject([[{ token: 't1' }], [{ token: 't2' }]]);
  });

  it('gives its first value and is then unsubscribed', () => {
    const source = new Subject<string>();
    const token = tokenFrom(source);
    source.next('t1');
    expect(source.observed).toBe(false);
    expect(token).toMatchObject({ values: ['t1'], completed: true });
  });

  it('is unsubscribed with the attempt, and leaves no timer', () => {
    const time = virtualTime();
    const source = new Subject<string>();
    const token = tokenFrom(source, { time });
    expect(time.timers()).toBe(1);
    token.stop();
    expect([source.observed, time.timers()]).toEqual([false, 0]);
  });

  it('that gives no token in time is a timeout, and is cancelled', () => {
    const time = virtualTime();
    const source = new Subject<string>();
    const token = tokenFrom(source, { time });
    time.advance(9_999);
    expect(token.errors).toEqual([]);
    time.advance(1);
    expect(token.errors).toMatchObject([{ name: 'TokenError', kind: 'timeout' }]);
    expect(source.observed).toBe(false);
  });

  it('that completes without a token is malformed', () => {
    expect(failureOf(EMPTY).kind).toBe('malformed');
    expect(failureOf(() => []).kind).toBe('malformed');
  });

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [42, 'number'],
    [true, 'boolean'],
    ['', 'an empty string'],
    [['SECRET'], 'an array'],
    [{}, 'an object with the keys []'],
    [{ tkn: 'SECRET', user: 'SECRET' }, 'an object with the keys [tkn, user]'],
    [{ token: 7 }, 'number'],
    [{ token: null }, 'null'],
    [{ token: '' }, 'an empty string'],
    [{ token: { value: 'SECRET' } }, 'an object with the keys [value]'],
    [{ token: ['SECRET'] }, 'an array'],
  ])('that emits %j is malformed, and the error shows its shape without a value', (input, shape) => {
    const error = failureOf(emitting(input));
    expect(error.kind).toBe('malformed');
    expect(error.message).toMatch(words(`got ${shape}`));
    expect(allOf(error)).not.toContain('SECRET');
  });
});

describe('the lifetime of a token', () => {
  const late = (expires_in: unknown, after: number) => {
    const time = virtualTime();
    const source = timer(after, time.scheduler).pipe(map(() => ({ token: 't1', expires_in }) as TokenInput));
    const token = tokenFrom(source, { time });
    time.advance(after);
    return token;
  };

  it('counts from the question, so that a token read after it ran out is not used', () => {
    expect(late(5, 5_000)).toMatchObject({ values: ['t1'] });
    expect(late(5, 5_001)).toMatchObject({ values: [], errors: [{ kind: 'timeout' }] });
  });

  it.each([undefined, null, 'soon', 0, -1, NaN])('as %p says nothing, and the token is used', (expires_in) => {
    expect(late(expires_in, 9_000)).toMatchObject({ values: ['t1'] });
  });
});

describe("the server's time", () => {
  const DATE = 'Thu, 26 Nov 2026 10:00:00 GMT';

  it('comes with the token of a source that has the Date header of the answer', () => {
    const dated = (input: object) => recorded(freshTokens(emitting({ token: 't1', ...input }))).values;
    expect(dated({ date: DATE })).toEqual([{ token: 't1', date: Date.parse(DATE) }]);
    for (const input of [{}, { date: undefined }, { date: '2026-11-26' }, { date: 7 }, { date: 'soon GMT' }])
      expect(dated(input)).toEqual([{ token: 't1', date: undefined }]);
    expect(recorded(freshTokens(of('t1'))).values).toEqual([{ token: 't1', date: undefined }]);
  });

  it('comes with an error that has the headers of the answer', () => {
    const thrown = (headers: object) =>
      failureOf(throwError(() => ({ status: 503, headers: new Headers({ ...headers }) })));
    expect(thrown({ date: DATE }).date).toBe(Date.parse(DATE));
    expect(thrown({}).date).toBeUndefined();
  });

  it('stays with an error of another copy of this package, whose wait is cut', () => {
    const error = new TokenError('unavailable', 'down', { date: 1_000, retryAfter: Infinity });
    expect(failureOf(throwError(() => error))).toMatchObject({ date: 1_000, retryAfter: 600_000 });
  });
});

describe('an error of a token source', () => {
  /** As Angular's HttpErrorResponse: the parsed body in `error`, headers with `get`. */
  const angular = (status: number, error: unknown, headers: Readonly<Record<string, string>> = {}) => ({
    name: 'HttpErrorResponse',
    status,
    error,
    message: `Http failure response for /api/ws-token/: ${status}`,
    headers: { get: (name: string) => headers[name] ?? null },
  });

  it.each([
    [angular(403, { error: 'Rate limit exceeded' }), 'rate-limited'],
    [angular(403, '<p>CSRF verification failed.</p>'), 'csrf'],
    [angular(403, { error: 'No permission' }), 'unauthenticated'],
    [angular(403, 'Authentication required'), 'unauthenticated'],
    [angular(403, null), 'forbidden'],
    [angular(403, '<title>Request blocked</title>'), 'forbidden'],
    [angular(404, null), 'rejected'],
    [angular(504, null), 'unavailable'],
    [angular(200, { error: new SyntaxError('Unexpected token <'), text: '<html>' }), 'malformed'],
    [angular(0, { isTrusted: true }), 'network'],
    [{ status: 403, body: 'Rate limit exceeded' }, 'rate-limited'],
    [{ status: 403, message: 'CSRF Failed' }, 'csrf'],
    [{ status: 503 }, 'unavailable'],
    [{ status: NaN }, 'network'],
    [{ status: '403' }, 'network'],
    [new TypeError('Failed to fetch'), 'network'],
    ['a string', 'network'],
    [undefined, 'network'],
    [null, 'network'],
  ])('%# is told apart: %j', (thrown, kind) => {
    expect(failureOf(throwError(() => thrown)).kind).toBe(kind);
  });

  it('tells how long to wait in its headers', () => {
    expect(failureOf(throwError(() => angular(429, null, { 'Retry-After': '30' }))).retryAfter).toBe(30_000);
    expect(
      failureOf(throwError(() => ({ status: 503, headers: new Headers({ 'retry-after': '7' }) }))).retryAfter,
    ).toBe(7_000);
  });

  it.each([null, 'text', {}, { get: 'no function' }, { get: () => 7 }])(
    'whose headers are %j is told apart all the same',
    (headers) => {
      expect(failureOf(throwError(() => ({ status: 429, headers })))).toMatchObject({
        kind: 'rate-limited',
        retryAfter: undefined,
      });
    },
  );

  it('is kept with its name and its code as the cause where there was no answer', () => {
    const refused = Object.assign(new Error('connect 127.0.0.1:443'), {
      name: 'AxiosError',
      code: 'ECONNREFUSED',
      config: {},
    });
    expect(failureOf(throwError(() => refused)).cause).toEqual({ name: 'AxiosError', code: 'ECONNREFUSED' });
    expect(failureOf(throwError(() => new TypeError('Failed to fetch'))).cause).toEqual({ name: 'TypeError' });
  });

  it.each([
    'Failed to fetch',
    'NetworkError when attempting to fetch resource.',
    'Load failed',
    'fetch failed',
    'Network request failed',
    'network error',
    'terminated',
    'error sending request for url (https://www.example.com/)',
    'The Internet connection appears to be offline.',
  ])('that fetch throws where no answer comes is a network failure: %s', (message) => {
    const error = failureOf(throwError(() => new TypeError(message)));
    expect(error).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(words('the token request had no answer')) as string,
    });
  });

  it.each([
    [
      () => (undefined as unknown as { x: string }).x,
      /the token source threw TypeError: Cannot read properties of undefined \(reading 'x'\)/,
    ],
    [() => (1 as unknown as () => string)(), /TypeError: .*is not a function/],
    [
      () => {
        throw new RangeError('no such page');
      },
      /RangeError: no such page/,
    ],
  ])('%# that is a mistake in the source is told as what it is', (mistake, problem) => {
    const error = failureOf(mistake);
    expect(error).toMatchObject({ name: 'TokenError', kind: 'malformed' });
    expect(error.message).toMatch(words(problem));
  });

  it('of another kind is told with its message, and retried as a network failure is: it may be one', () => {
    const error = failureOf(throwError(() => Object.assign(new Error('Network Error'), { name: 'AxiosError' })));
    expect(error).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(words('the token source threw AxiosError: Network Error')),
    });
  });

  it('for want of fetch is a ConfigError', () => {
    const { fetch } = globalThis;
    Reflect.deleteProperty(globalThis, 'fetch');
    try {
      const { errors } = tokenFrom(() => fetchFrom('/api/ws-token/'));
      expect(errors).toMatchObject([
        { name: 'ConfigError', option: 'token', message: expect.stringMatching(words('fetch')) },
      ]);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('is not kept where there was an answer, because a body may hold anything', () => {
    const error = failureOf(throwError(() => angular(403, { token: 'SECRET' })));
    expect(error.cause).toBeUndefined();
    expect(allOf(error)).not.toContain('SECRET');
  });

  it('that is a TokenError of another copy of the package is understood', () => {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const other = require('../../lib/errors') as typeof import('../../lib/errors');
      const denied = new other.TokenError('unauthenticated', 'log in', { status: 401 });
      expect(denied).not.toBeInstanceOf(TokenError);
      expect(tokenFrom(throwError(() => denied)).errors).toEqual([denied]);
      const wrong = new other.ConfigError('token', 'mine');
      expect(tokenFrom(throwError(() => wrong)).errors).toEqual([wrong]);
    });
  });

  it('whose wait is longer than ten minutes, or none, is bounded', () => {
    const asking = (retryAfter: number) =>
      failureOf(throwError(() => new TokenError('rate-limited', 'no', { retryAfter })));
    expect(asking(2 ** 40)).toMatchObject({ kind: 'rate-limited', message: 'no', retryAfter: 600_000 });
    expect(asking(Infinity).retryAfter).toBe(600_000);
    for (const none of [NaN, -1]) expect(asking(none).retryAfter).toBeUndefined();
  });

  it('that is one of ours already goes through as it is', () => {
    const ours = new TokenError('rejected', 'mine');
    expect(failureOf(throwError(() => ours))).toBe(ours);
    const config = new ConfigError('token', 'mine');
    expect(tokenFrom(throwError(() => config)).errors).toEqual([config]);
  });

  it('that a function throws is one of the source', () => {
    const source = () => {
      throw new Error('no session');
    };
    expect(failureOf(source)).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(words('the token source threw Error: no session')),
    });
  });
});

describe('a single-use token', () => {
  it('that was used before is refused, without showing it', () => {
    const used = new UsedTokens();
    expect(tokenFrom(of('SECRET'), { used }).values).toEqual(['SECRET']);
    const again = tokenFrom(of({ token: 'SECRET' }), { used });
    expect(again).toMatchObject({ values: [], errors: [{ kind: 'reused' }] });
    expect(allOf(again.errors[0])).not.toContain('SECRET');
  });

  it('may be used again where nothing remembers it', () => {
    expect(tokenFrom(of('t1')).values).toEqual(['t1']);
    expect(tokenFrom(of('t1')).values).toEqual(['t1']);
  });

  it('is remembered among the last 16, so that memory stays bounded', () => {
    const used = new UsedTokens();
    for (let i = 1; i <= 16; i++) used.claim(`t${i}`);
    expect(() => used.claim('t1')).toThrow(TokenError);
    used.claim('t17');
    expect(() => used.claim('t1')).not.toThrow();
    expect(() => used.claim('t17')).toThrow(TokenError);
  });

  it('that came too late is not counted as used', () => {
    const time = virtualTime();
    const used = new UsedTokens();
    const source = timer(2_000, time.scheduler).pipe(map(() => ({ token: 't1', expires_in: 1 })));
    tokenFrom(source, { time, used });
    time.advance(2_000);
    expect(() => used.claim('t1')).not.toThrow();
  });
});

it('a source that never ends after its token is let go of', () => {
  expect(tokenFrom(concat(from(['t1']), NEVER))).toMatchObject({ values: ['t1'], completed: true });
});

describe('a token function that returns no stream', () => {
  const time = virtualTime();
  it.each([
    ['a string, which is an iterable of its letters', 'secret-token'],
    ['nothing', undefined],
    ['the endpoint’s answer as it is', { token: 'secret-token' }],
  ])('is a ConfigError for %s, and shows no token', (_name, returned) => {
    const source = (() => returned) as unknown as TokenSource;
    const { errors } = recorded(freshToken(source, { attempt: 1 }, { tokenTimeout: 1_000 }, new Clock(time)));
    expect(errors).toMatchObject([{ name: 'ConfigError', option: 'token' }]);
    expect(allOf(errors[0])).not.toContain('secret');
  });
});

describe('a token function whose answer is no JSON', () => {
  it('is malformed, and shows nothing of it, as the parser would', async () => {
    const time = virtualTime();
    const body = 'planted-5ecret-1';
    const source: TokenSource = () => defer(() => Promise.resolve().then(() => JSON.parse(body) as TokenInput));
    const { errors } = recorded(freshToken(source, { attempt: 1 }, { tokenTimeout: 1_000 }, new Clock(time)));
    await new Promise(setImmediate);
    expect(errors).toMatchObject([{ kind: 'malformed' }]);
    expect(allOf(errors[0])).not.toContain('5ecret');
  });
});
