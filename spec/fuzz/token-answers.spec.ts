import fc from 'fast-check';
import { Clock } from '../../lib/clock';
import { defer, firstValueFrom, throwError, type ObservableInput } from 'rxjs';
import { djangoToken, type TokenInput } from '../../lib';
import { freshToken } from '../../lib/token/token-source';
import { recorded } from '../support/recorded';
import { said } from '../support/said';
import { virtualTime } from '../support/virtual-time';
import { forAWhile, FUZZ_TIMEOUT } from './for-a-while';
import { anything, hostileJson, oddKey } from './hostile-values';

/** A token as the backend makes it, which stands somewhere in most answers. */
const TOKEN = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const secret = fc.constantFrom(TOKEN, `ws_token=${TOKEN}`, TOKEN.slice(0, 32));
const body = fc.oneof(
  fc.string({ unit: 'binary' }),
  hostileJson,
  fc.constantFrom('Rate limit exceeded', 'Authentication required', 'CSRF verification failed', ''),
  secret.map((text) => `<html>${text}</html>`),
  fc
    .dictionary(
      fc.oneof(oddKey, fc.constantFrom('token', 'expires_in', TOKEN)),
      fc.oneof(secret, fc.jsonValue({ maxDepth: 1 })),
    )
    .map((value) => JSON.stringify(value)),
  fc
    .record(
      { token: fc.constant(TOKEN), expires_in: fc.oneof(fc.integer(), fc.double(), fc.string()) },
      { requiredKeys: ['token'] },
    )
    .map((value) => JSON.stringify(value)),
);
const headerValue = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.constantFrom('9'.repeat(400), 'Thu, 01 Jan 2099 00:00:00 GMT', 'GMT', TOKEN),
  fc.constant(null),
);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type: string;
  readonly redirected: boolean;
  readonly headers: Readonly<Record<string, string | null>>;
}

const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    fc.constantFrom(0, 200, 201, 301, 302, 400, 401, 403, 404, 408, 429, 500, 503),
    fc.integer({ min: -1, max: 1_000 }),
  ),
  body,
  type: fc.constantFrom('basic', 'cors', 'opaqueredirect', 'error'),
  redirected: fc.boolean(),
  headers: fc.record({ 'Retry-After': headerValue, Date: headerValue, 'Content-Type': headerValue }),
});

/** As `fetch` gives it, whatever the status: a `Response` can be made with few of them. */
const responseOf = ({ status, body, type, redirected, headers }: Answer): Response =>
  ({
    status,
    ok: status >= 200 && status < 300,
    type,
    redirected,
    headers: { get: (name: string) => headers[name] ?? null },
    text: () => Promise.resolve(body),
  }) as unknown as Response;

/** One fetch: an answer, an answer whose body never comes whole, or a failure of any kind. */
const outcome: fc.Arbitrary<() => Promise<Response>> = fc.oneof(
  { weight: 4, arbitrary: answer.map((given) => () => Promise.resolve(responseOf(given))) },
  {
    weight: 1,
    arbitrary: fc.tuple(answer, anything).map(
      ([given, make]) =>
        () =>
          Promise.resolve(Object.assign(responseOf(given), { text: () => rejected(make()) })),
    ),
  },
  { weight: 1, arbitrary: anything.map((make) => () => rejected(make())) },
  { weight: 1, arbitrary: anything.map((make) => () => Promise.resolve(make() as Response)) },
);

const rejected = (reason: unknown): Promise<never> => firstValueFrom(throwError(() => reason));

/** A token, or one error of ours that holds none. */
function check({ values, errors, completed }: ReturnType<typeof recorded>): void {
  expect(values.length + errors.length).toBe(1);
  if (errors.length === 0) {
    expect(completed).toBe(true);
    return;
  }
  const [error] = errors;
  expect(['TokenError', 'ConfigError']).toContain((error as Error).name);
  expect((error as Error).message.length).toBeLessThan(500);
  expect(said(error)).not.toContain(TOKEN.slice(0, 32));
  const { retryAfter = 0 } = error as { retryAfter?: number };
  expect(retryAfter >= 0 && retryAfter <= 600_000).toBe(true);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('whatever a token endpoint answers', () => {
  it(
    'it is a token that lives for a minute at most, or one error without a token in it',
    () => {
      let answering: () => Promise<Response> = () => Promise.resolve(new Response());
      jest.spyOn(globalThis, 'fetch').mockImplementation(() => answering());
      return forAWhile(
        fc.tuple(outcome, fc.constantFrom('/api/ws-token/', '/api/ws-token')),
        async ([fetching, url]) => {
          answering = fetching;
          const result = recorded(djangoToken(url));
          await new Promise(setImmediate);
          check(result);
          for (const { token, expires_in = NaN } of result.values as { token: string; expires_in?: number }[]) {
            expect(typeof token).toBe('string');
            expect(expires_in > 0 && expires_in <= 60).toBe(true);
          }
        },
      );
    },
    FUZZ_TIMEOUT,
  );
});

describe('whatever a token source does', () => {
  const source: fc.Arbitrary<() => unknown> = fc.oneof(
    fc.tuple(anything, fc.constantFrom('returns', 'throws', 'emits', 'errors')).map(([make, how]) => () => {
      if (how === 'returns') return make();

      if (how === 'throws') throw make();
      return defer(() => {
        if (how === 'errors') throw make();
        return [make()];
      });
    }),
    answer.map((given) => () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw { ...given, headers: { get: (name: string) => given.headers[name] } };
    }),
  );

  it(
    'it is a token, or one error without a token in it',
    () =>
      forAWhile(
        source,
        async (make) => {
          const time = virtualTime();
          const called = () => make() as ObservableInput<TokenInput>;
          const result = recorded(freshToken(called, { attempt: 1 }, { tokenTimeout: 1_000 }, new Clock(time)));
          await new Promise(setImmediate);
          time.advance(1_000);
          check(result);
          for (const { token } of result.values) expect(typeof token === 'string' && token !== '').toBe(true);
        },
        0.5,
      ),
    FUZZ_TIMEOUT,
  );
});
