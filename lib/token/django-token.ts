import { catchError, defer, map, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { isFunction, isNonEmpty, isObject, must, own } from '../checks';
import { ConfigError, TokenError } from '../errors';
import { foreignText, isWord } from '../foreign-error';
import { oneOf } from '../option-rules';
import { defaultsOf, resolveOption, type Option, type OptionTable } from '../option-table';
import { detail, numbered } from '../text';
import { csrfCookie, isOwnOrigin } from './csrf-token';
import { redirectRefusal, refusalOf } from './token-answer';
import { noFetch, tokenErrorOf } from './token-error-of';
import type { DatedToken, TokenInput } from './token-source';

/** Options of {@link djangoToken}. */
export interface DjangoTokenOptions {
  /**
   * Whether cookies are sent: `'same-origin'` (default), or `'include'` if the endpoint is on another origin. The CSRF
   * token goes to another origin only with `'include'` or with `csrf`.
   */
  readonly credentials?: 'same-origin' | 'include' | undefined;
  /** The CSRF token, or a function that reads it for each request. Default: the value of the `csrftoken` cookie. */
  readonly csrf?: string | (() => string) | undefined;
  /**
   * The header that carries the CSRF token, if Django's `CSRF_HEADER_NAME` is not the default. Default `'X-CSRFToken'`.
   */
  readonly csrfHeader?: string | undefined;
}

/** Up to version 4.0.0 the package enforces 60 s whatever lifetime it reports, so a token is never used for longer. */
const LIFETIME_SECONDS = 60;

const OPTION = 'djangoToken';

/**
 * The name of a header as it is sent. Django's own name for it, `HTTP_X_XSRF_TOKEN`, is not valid: servers drop headers
 * with underscores.
 */
const HEADER = /^[a-z\d-]{1,60}$/i;

const TABLE = {
  credentials: ['same-origin', /* @__PURE__ */ oneOf('same-origin', 'include')],
  csrf: [
    undefined,
    [detail`a string or a function that returns it`, (value) => isFunction(value) || typeof value === 'string'],
  ],
  csrfHeader: ['X-CSRFToken', [detail`as 'X-CSRFToken'`, (value) => isNonEmpty(value) && HEADER.test(value)]],
} as const satisfies OptionTable<DjangoTokenOptions>;

/** The options of {@link djangoToken}. */
export const DJANGO_TOKEN = [
  /* @__PURE__ */ defaultsOf(TABLE),
  [detail`an address and an object of options`, isObject],
  TABLE,
] as const satisfies Option<DjangoTokenOptions>;

/**
 * The token endpoint of `django-aws-api-gateway-websockets` (its `WebSocketTokenView`) as a token source. It sends a
 * POST with the session cookie and the CSRF header for each subscription, and cancels it when unsubscribed. Redirects
 * are not followed, because they could take the CSRF header to another site.
 *
 * @example
 * gatewaySocket({ url: 'wss://ws.example.com', token: djangoToken('/api/ws-token/') });
 *
 * @param url the URL of the view, relative to the page or absolute
 * @returns a cold Observable that emits one token, or errors with a {@link TokenError} (its table has the kinds)
 */
export function djangoToken(url: string, options?: DjangoTokenOptions): Observable<TokenInput> {
  must(isNonEmpty(url), OPTION, detail`the address of the token endpoint, as '/api/ws-token/'`, url);
  const { credentials, csrf, csrfHeader } = resolveOption(OPTION, DJANGO_TOKEN, options);
  const csrfToken = (): string => {
    if (csrf !== undefined) return typeof csrf === 'function' ? called(csrf) : csrf;
    return credentials === 'include' || isOwnOrigin(url) ? csrfCookie() : '';
  };
  return defer(() => {
    if (typeof fetch === 'undefined') throw noFetch();
    const token = csrfToken();
    return fromFetch(url, {
      method: 'POST',
      credentials,
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(token && { [csrfHeader]: token }),
      },
      selector: async (response) => ({ response, body: await response.text() }),
    });
  }).pipe(
    map(({ response, body }) => readAnswer(response, body, !hasFinalSlash(url))),
    catchError((error: unknown) => {
      throw tokenErrorOf(error, Date.now());
    }),
  );
}

function called(csrf: () => string): string {
  try {
    return csrf();
  } catch (cause) {
    throw new ConfigError(`${OPTION}.csrf`, numbered`the function threw ${foreignText(cause)}`, { cause });
  }
}

function hasFinalSlash(url: string): boolean {
  const path = url.replace(/[?#][^]*/, '').replace(/^[a-z]*:?\/\/[^/]*/i, '');
  return path === '' || path.endsWith('/');
}

function readAnswer(response: Response, body: string, slashless: boolean): DatedToken {
  const { ok, status, redirected, type, headers } = response;
  // A browser hides the status of a redirect that it did not follow. A host that follows redirects in spite of the
  // option reports that.
  if (type === 'opaqueredirect' || redirected) throw redirectRefusal(slashless, status || undefined);
  // From another origin it is `null`, unless the answer exposes it.
  const date = headers.get('Date') ?? undefined;
  if (!ok) throw refusalOf({ status, body, retryAfter: headers.get('Retry-After'), date, slashless }, Date.now());
  const answer = own(parsed(body));
  if (!isObject(answer) || typeof answer.token !== 'string') {
    const [contents] = (headers.get('Content-Type') ?? '').split(';');
    throw new TokenError(
      'malformed',
      numbered`the token endpoint answered ${status} (${isWord(contents) ? contents : detail`no content type`}) without a \`token\`: check the address, where a login page or another page is.`,
      {
        status,
      },
    );
  }
  const { token, expires_in } = answer;
  const reported = typeof expires_in === 'number' && expires_in > 0 ? expires_in : Infinity;
  return { token, expires_in: Math.min(reported, LIFETIME_SECONDS), ...(date !== undefined && { date }) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
