import { isObject } from '../checks';
import { TokenError, type TokenErrorKind } from '../errors';
import { detail, numbered } from '../text';
import { httpDate, retryDelay } from './retry-after';

/** An HTTP answer to a token request, from any HTTP client. */
export interface TokenAnswer {
  readonly status: number;
  /**
   * The body: text, or the result of a client library. It is only searched for the words that distinguish one 403 from
   * another.
   */
  readonly body: unknown;
  /** The original `Retry-After` header. */
  readonly retryAfter?: unknown;
  /** The original `Date` header. */
  readonly date?: unknown;
  /** Whether the path of the request has no final slash; undefined if it is not available. */
  readonly slashless?: boolean;
}

type Meaning = readonly [kind: TokenErrorKind, problem: string];

/**
 * The only table of refusals. The Django package answers 403 in three cases, which differ only in the body: `Rate limit
 * exceeded`, Django's CSRF page, `Authentication required`, all as text/html.
 *
 * @param now epoch ms, to turn a date in `Retry-After` into a delay
 */
export function refusalOf({ status, body, retryAfter, date, slashless = false }: TokenAnswer, now: number): TokenError {
  const [kind, problem] = status === 403 ? forbiddenFor(body) : meaningOf(status, slashless);
  return new TokenError(kind, `${detail`the token endpoint answered ${status}: `}${problem}`, {
    status,
    date: httpDate(date),
    // An error that is not retried needs no delay.
    retryAfter: kind === 'rate-limited' || kind === 'unavailable' ? retryDelay(retryAfter, date, now) : undefined,
  });
}

/**
 * The answer to a request that does not follow redirects. A browser shows nothing of such an answer, so its meaning is
 * derived from the request.
 */
export function redirectRefusal(slashless: boolean, status?: number): TokenError {
  const [kind, problem] = redirected(slashless);
  return new TokenError(kind, `${detail`the token endpoint answered with a redirect: `}${problem}`, { status });
}

function forbiddenFor(body: unknown): Meaning {
  const text = textOf(body);
  if (/rate limit exceeded/i.test(text)) return RATE_LIMITED;
  if (/csrf/i.test(text))
    return [
      'csrf',
      numbered`the CSRF check failed. The request needs the csrftoken cookie and the same value as X-CSRFToken.`,
    ];
  if (/authentication required/i.test(text) || isJson(body)) return UNAUTHENTICATED;
  return [
    'forbidden',
    numbered`a firewall or a CDN on the way, or a permission that is missing. The backend's log shows whether it came so far.`,
  ];
}

function meaningOf(status: number, slashless: boolean): Meaning {
  if (status === 429) return RATE_LIMITED;
  if (status === 401) return UNAUTHENTICATED;
  if (status >= 500)
    return [
      'unavailable',
      slashless
        ? numbered`the backend is in trouble, or the address lacks its final slash, which Django answers so while DEBUG is on: '/api/ws-token/'.`
        : IN_TROUBLE,
    ];
  if (status === 408) return ['unavailable', IN_TROUBLE];
  if (status >= 400) return ['rejected', numbered`check its address and that it takes a POST.`];
  if (status >= 300) return redirected(slashless);
  return ['malformed', numbered`an answer of this kind holds no token.`];
}

function redirected(slashless: boolean): Meaning {
  return slashless
    ? [
        'rejected',
        numbered`its address has no final slash, which Django adds by a redirect: write '/api/ws-token/'. If the address is right, the redirect leads to a login.`,
      ]
    : ['unauthenticated', numbered`nobody is logged in, so it leads to a login.`];
}

const IN_TROUBLE = numbered`the backend is in trouble.`;
const RATE_LIMITED: Meaning = ['rate-limited', numbered`too many tokens were requested in the last minute.`];
const UNAUTHENTICATED: Meaning = [
  'unauthenticated',
  numbered`nobody is logged in, or the session cookie was not sent.`,
];

/** A body that a client library parsed is searched as JSON. One that cannot be written as JSON is ignored. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  try {
    return JSON.stringify({ body });
  } catch {
    return '';
  }
}

/** Whether a body is a JSON object or list, as from an API: parsed, or as text. */
function isJson(body: unknown): boolean {
  if (typeof body !== 'string')
    return Array.isArray(body) || Object.prototype.toString.call(body) === '[object Object]';
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) || Array.isArray(value);
  } catch {
    return false;
  }
}
