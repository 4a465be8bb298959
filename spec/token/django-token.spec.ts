import { map } from 'rxjs';
import { Clock } from '../../lib/clock';
import { ConfigError, TokenError } from '../../lib/errors';
import { djangoToken, type DjangoTokenOptions } from '../../lib/token/django-token';
import { freshToken, type TokenSource } from '../../lib/token/token-source';
import { allOf, recorded } from '../support/recorded';
import { virtualTime } from '../support/virtual-time';
import { words } from '../support/words';

const URL_OF_TOKENS = '/api/ws-token/';

/** What was asked of the stubbed fetch, in order. */
let requests: { readonly url: string; readonly init: RequestInit }[] = [];
let answer: (init: RequestInit) => Promise<Response>;

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' }, ...init });
const html = (body: string, init: ResponseInit = {}) =>
  new Response(body, { headers: { 'Content-Type': 'text/html' }, ...init });
/** What a browser shows of a redirect that it does not follow. */
const opaqueRedirect = () => {
  const response = new Response('');
  for (const [name, value] of Object.entries({ type: 'opaqueredirect', status: 0, ok: false })) {
    Object.defineProperty(response, name, { value });
  }
  return response;
};
const redirected = (response: Response) => Object.defineProperty(response, 'redirected', { value: true });

const answering = (response: () => Response) => {
  answer = () => Promise.resolve(response());
};
/** A page of `https://www.example.com`, as far as a host has one. */
const setPage = (page: Readonly<Record<string, unknown>>) => {
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
};
const setCookie = (cookie: string) => setPage({ document: { cookie } });
const settled = () => jest.advanceTimersByTimeAsync(0);
const headersOf = (index = 0) => new Headers(requests[index]!.init.headers);

const fresh = (source: TokenSource) =>
  freshToken(source, { attempt: 1 }, { tokenTimeout: 10_000 }, new Clock(virtualTime()));

async function outcome(source: TokenSource) {
  const result = recorded(fresh(source).pipe(map(({ token }) => token)));
  await settled();
  return result;
}

async function errorOf(response: () => Response): Promise<TokenError> {
  answering(response);
  const { values, errors } = await outcome(djangoToken(URL_OF_TOKENS));
  expect([values, errors.length]).toEqual([[], 1]);
  expect(errors[0]).toBeInstanceOf(TokenError);
  return errors[0] as TokenError;
}

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
  requests = [];
  answering(() => json({ token: 't1', expires_in: 60 }));
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init = {}) => {
    requests.push({ url: url as string, init });
    return answer(init);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  for (const name of ['document', 'location', 'origin']) Reflect.deleteProperty(globalThis, name);
});

describe("the server's time", () => {
  const headers = { Date: 'Thu, 26 Nov 2026 10:00:00 GMT' };
  const date = Date.parse(headers.Date);

  it('comes with the token, where the Date header can be read', async () => {
    const dates = async (response: () => Response) => {
      answering(response);
      const { values } = recorded(fresh(djangoToken(URL_OF_TOKENS)));
      await settled();
      return values;
    };
    expect(await dates(() => json({ token: 't1' }, { headers }))).toEqual([{ token: 't1', date }]);
    // As of an answer from another origin, which does not expose the header.
    expect(await dates(() => json({ token: 't2' }))).toEqual([{ token: 't2', date: undefined }]);
  });

  it('comes with a refusal', async () => {
    expect(await errorOf(() => html('Rate limit exceeded', { status: 403, headers }))).toMatchObject({ date });
  });
});

describe('the request', () => {
  it('is a POST of JSON with the cookies of the same origin', async () => {
    const token = await outcome(djangoToken(URL_OF_TOKENS));
    expect(token.values).toEqual(['t1']);
    expect(requests).toMatchObject([{ url: URL_OF_TOKENS, init: { method: 'POST', credentials: 'same-origin' } }]);
    expect(headersOf().get('Content-Type')).toBe('application/json');
  });

  it('follows no redirect, which would take the CSRF token wherever it leads', async () => {
    await outcome(djangoToken(URL_OF_TOKENS));
    expect(requests[0]!.init.redirect).toBe('manual');
  });

  it('cannot be made where there is no fetch, and says so', async () => {
    jest.restoreAllMocks();
    const { fetch } = globalThis;
    Reflect.deleteProperty(globalThis, 'fetch');
    try {
      const { errors } = await outcome(djangoToken(URL_OF_TOKENS));
      expect(errors).toMatchObject([{ name: 'ConfigError', message: expect.stringMatching(words('fetch')) }]);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  it('takes the cookies to another origin where that is asked for', async () => {
    await outcome(djangoToken(URL_OF_TOKENS, { credentials: 'include' }));
    expect(requests[0]!.init.credentials).toBe('include');
  });

  it('is not made before the subscription, and once for each', async () => {
    const token$ = djangoToken(URL_OF_TOKENS);
    await settled();
    expect(requests).toHaveLength(0);
    recorded(token$);
    recorded(token$);
    await settled();
    expect(requests).toHaveLength(2);
  });

  it('is aborted when the attempt is given up', async () => {
    answer = () => new Promise(() => {});
    const pending = recorded(djangoToken(URL_OF_TOKENS));
    await settled();
    expect(requests[0]!.init.signal?.aborted).toBe(false);
    pending.stop();
    expect(requests[0]!.init.signal?.aborted).toBe(true);
    await settled();
    expect(pending).toMatchObject({ values: [], errors: [], completed: false });
  });

  it('is aborted while its body still comes', async () => {
    answering(() => new Response(new ReadableStream()));
    const pending = recorded(djangoToken(URL_OF_TOKENS));
    await settled();
    pending.stop();
    expect(requests[0]!.init.signal?.aborted).toBe(true);
  });

  it.each([[''], [undefined]])('to %p is a ConfigError', (url) => {
    expect(() => djangoToken(url!)).toThrow(ConfigError);
  });
});

describe('the CSRF token', () => {
  const sent = async (options?: DjangoTokenOptions) => {
    await outcome(djangoToken(URL_OF_TOKENS, options));
    return headersOf(requests.length - 1).get('X-CSRFToken');
  };

  it('is the csrftoken cookie, read afresh for each subscription', async () => {
    const token$ = djangoToken(URL_OF_TOKENS);
    setCookie('theme=dark; csrftoken=before-login; sessionid=x');
    await outcome(token$);
    setCookie('csrftoken=after-login');
    await outcome(token$);
    expect([headersOf(0).get('X-CSRFToken'), headersOf(1).get('X-CSRFToken')]).toEqual(['before-login', 'after-login']);
  });

  it('is not taken from a cookie whose name only ends alike', async () => {
    setCookie('xcsrftoken=wrong; not-csrftoken=wrong');
    expect(await sent()).toBeNull();
  });

  it('is the last of several such cookies, as Django reads them', async () => {
    setCookie('csrftoken=of-the-host; theme=dark;csrftoken=of-the-domain');
    expect(await sent()).toBe('of-the-domain');
  });

  it('goes in the header that the site names', async () => {
    setCookie('csrftoken=cookie');
    expect(await sent({ csrfHeader: 'X-XSRF-TOKEN' })).toBeNull();
    expect(headersOf().get('X-XSRF-TOKEN')).toBe('cookie');
  });

  it.each(['', 'HTTP_X_CSRFTOKEN', 'X CSRF', 'X-CSRF:', 7])('in a header called %p is a ConfigError', (csrfHeader) => {
    expect(() => djangoToken(URL_OF_TOKENS, { csrfHeader: csrfHeader as string })).toThrow(ConfigError);
  });

  const page = {
    document: { cookie: 'csrftoken=cookie', baseURI: 'https://www.example.com/a/b' },
    location: { href: 'https://www.example.com/a/b' },
    origin: 'https://www.example.com',
  };
  const sentTo = async (url: string, options?: DjangoTokenOptions) => {
    await outcome(djangoToken(url, options));
    return headersOf(requests.length - 1).get('X-CSRFToken');
  };

  it.each([
    '/api/',
    'api/',
    '?x',
    'https://www.example.com/api/',
    '//www.example.com/api/',
    'https://WWW.example.com:443/',
    'https:api/',
    '/api/\n//other.test',
  ])("goes to the page's own origin: %s", async (url) => {
    setPage(page);
    expect(await sentTo(url)).toBe('cookie');
  });

  const others = [
    'http://www.example.com/api/',
    'http://other.test/api/',
    '//other.test/',
    '/\\other.test/',
    '\\\\other.test',
    'https://www.example.com:8443/',
    'https://www.example.com.evil.test/',
    'https://www.example.com@other.test/',
    'data:application/json,{}',
    'blob:https://other.test/1',
    ' //other.test/',
    '///other.test/',
    '/\t/other.test/',
    '/\n/other.test/',
    '\u0000//other.test/',
    'ht\ntps://other.test/',
    'HTTPS://OTHER.TEST/',
    'http:other.test/',
    'https:/\\other.test/',
    'https://www。example。com.other.test/',
    'file:///api/',
    'javascript:1',
  ];
  it.each(others)('goes to no other origin: %s', async (url) => {
    setPage(page);
    expect(await sentTo(url)).toBeNull();
    expect(await sentTo(url, { credentials: 'include' })).toBe('cookie');
    expect(await sentTo(url, { csrf: 'given' })).toBe('given');
    expect(await sentTo(url, { csrf: () => 'made' })).toBe('made');
  });

  it('goes to no other origin from a page whose base is elsewhere, whose origin is none, or that does not say where it is', async () => {
    setPage({ ...page, document: { cookie: 'csrftoken=cookie', baseURI: 'https://other.test/' } });
    expect(await sentTo('/api/')).toBeNull();
    setPage({ ...page, origin: 'null' });
    expect([await sentTo('/api/'), await sentTo('data:,x')]).toEqual([null, null]);
    setPage({ document: { cookie: 'csrftoken=cookie' }, location: undefined, origin: undefined });
    expect(await sentTo('https://www.example.com/api/')).toBeNull();
  });

  it('is a ConfigError where the function for it throws', async () => {
    const { errors } = await outcome(
      djangoToken(URL_OF_TOKENS, { csrf: () => (null as unknown as { value: string }).value }),
    );
    expect(errors).toMatchObject([{ name: 'ConfigError', option: 'djangoToken.csrf' }]);
    expect(requests).toEqual([]);
  });

  it('is left out where there is no cookie, or no document', async () => {
    expect(await sent()).toBeNull();
    setCookie('');
    expect(await sent()).toBeNull();
  });

  it('is the option, as text or as a function that is asked each time', async () => {
    setCookie('csrftoken=cookie');
    expect(await sent({ csrf: 'text' })).toBe('text');
    let count = 0;
    const csrf = () => `made-${++count}`;
    expect([await sent({ csrf }), await sent({ csrf })]).toEqual(['made-1', 'made-2']);
  });
});

describe('the lifetime', () => {
  it.each([
    [30, 30],
    [60, 60],
    [300, 60],
    [undefined, 60],
    [0, 60],
    [-5, 60],
    ['30', 60],
  ])('reported as %p is trusted for %d s', async (expires_in, trusted) => {
    answering(() => json({ token: 't1', expires_in }));
    const token = recorded(djangoToken(URL_OF_TOKENS));
    await settled();
    expect(token.values).toEqual([{ token: 't1', expires_in: trusted }]);
  });
});

describe('the answer', () => {
  it.each<readonly [string, () => Response, string]>([
    ['403 that says Rate limit exceeded', () => html('Rate limit exceeded', { status: 403 }), 'rate-limited'],
    ['429', () => html('slow down', { status: 429 }), 'rate-limited'],
    ['403 that names CSRF', () => html('<p>CSRF verification failed.</p>', { status: 403 }), 'csrf'],
    ['401', () => json({}, { status: 401 }), 'unauthenticated'],
    ["the package's 403", () => html('Authentication required', { status: 403 }), 'unauthenticated'],
    ['403 with a JSON body', () => json({ detail: 'Permission denied' }, { status: 403 }), 'unauthenticated'],
    ['403 of a firewall', () => html('<title>Request blocked</title>', { status: 403 }), 'forbidden'],
    ['403 with nothing', () => new Response('', { status: 403 }), 'forbidden'],
    ['a redirect in a browser', () => opaqueRedirect(), 'unauthenticated'],
    [
      'a redirect in Node',
      () => new Response('', { status: 302, headers: { Location: '/login/' } }),
      'unauthenticated',
    ],
    ['a redirect to a login page', () => redirected(html('<form>login</form>')), 'unauthenticated'],
    ['404', () => html('no such page', { status: 404 }), 'rejected'],
    ['405', () => html('', { status: 405 }), 'rejected'],
    ['another 4xx', () => html('', { status: 422 }), 'rejected'],
    ['500', () => html('oops', { status: 500 }), 'unavailable'],
    ['503', () => html('oops', { status: 503 }), 'unavailable'],
    ['408', () => html('', { status: 408 }), 'unavailable'],
    ['200 with a page', () => html('<p>welcome</p>'), 'malformed'],
    ['200 with nothing', () => new Response(''), 'malformed'],
    ['200 with null', () => json(null), 'malformed'],
    ['200 with a list', () => json(['t1']), 'malformed'],
    ['200 without a token', () => json({ tkn: 't1' }), 'malformed'],
    ['200 with a number as token', () => json({ token: 7 }), 'malformed'],
    ['200 with an empty token', () => json({ token: '' }), 'malformed'],
  ])('%s is told apart', async (_name, response, kind) => {
    expect((await errorOf(response)).kind).toBe(kind);
  });

  it('of another address than the one that was asked is no token, on a host that follows redirects all the same', async () => {
    expect((await errorOf(() => redirected(json({ token: 't1' })))).kind).toBe('unauthenticated');
  });

  it.each([
    ['/api/ws-token', 'rejected'],
    ['/api/ws-token?next=/', 'rejected'],
    ['https://www.example.com/api/ws-token#x/', 'rejected'],
    ['/api/ws-token/', 'unauthenticated'],
    ['/api/ws-token/?next=x', 'unauthenticated'],
    ['https://www.example.com', 'unauthenticated'],
    ['//www.example.com?x', 'unauthenticated'],
  ])('that redirects from %s is %s', async (url, kind) => {
    for (const response of [opaqueRedirect(), new Response('', { status: 301 })]) {
      answering(() => response);
      expect((await outcome(djangoToken(url))).errors).toMatchObject([{ name: 'TokenError', kind }]);
    }
  });

  it('of 500 to a path without a final slash names the slash', async () => {
    answering(() => html('<title>RuntimeError</title>', { status: 500 }));
    const { errors } = await outcome(djangoToken('/api/ws-token'));
    expect(errors).toMatchObject([{ kind: 'unavailable', message: expect.stringMatching(words('final slash')) }]);
  });

  it('that never comes is a network error, with the name of its cause', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const { errors } = await outcome(djangoToken(URL_OF_TOKENS));
    expect(errors).toMatchObject([{ name: 'TokenError', kind: 'network', cause: { name: 'TypeError' } }]);
  });

  it.each([
    ['60', 60_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
  ])('with Retry-After: %s says how long to wait', async (header, retryAfter) => {
    const error = await errorOf(() => html('', { status: 429, headers: { 'Retry-After': header } }));
    expect(error).toMatchObject({ kind: 'rate-limited', status: 429, retryAfter });
  });

  it.each([200, 401, 403, 404, 429, 500])('of %d shows none of its values in an error', async (status) => {
    const error = await errorOf(() => json({ tkn: 'SECRET', error: 'CSRF SECRET' }, { status }));
    expect(allOf(error)).not.toContain('SECRET');
  });
});
