import { catchError, defer, map, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { isNonEmpty, isRecord, must, oneOf } from '../checks';
import { TokenError } from '../errors';
import { refusalOf } from './token-answer';
import { tokenErrorOf } from './token-error-of';
import type { TokenInput } from './token-source';

/** Options of {@link djangoToken}. */
export interface DjangoTokenOptions {
  /** Whether cookies go along: `'same-origin'` (default), or `'include'` where the endpoint is on another origin. */
  readonly credentials?: 'same-origin' | 'include';
  /** The CSRF token, or a function that reads it for each request. Default: the value of the `csrftoken` cookie. */
  readonly csrf?: string | (() => string);
}

/** The package enforces 60 s whatever lifetime it reports, up to 4.0.0 (contract B2), so no token is trusted for longer. */
const LIFETIME_SECONDS = 60;

const OPTION = 'djangoToken';

/**
 * The token endpoint of `django-aws-api-gateway-websockets` (its `WebSocketTokenView`) as a token source: a POST with
 * the session cookie and the CSRF header, made anew for each subscription and cancelled with it.
 *
 * @example
 * gatewaySocket({ url: 'wss://ws.example.com', token: djangoToken('/api/ws-token/') });
 *
 * @param url where the view is mounted, relative to the page or absolute
 * @returns a cold Observable that emits one token, or errors with a {@link TokenError} (its table tells which)
 */
export function djangoToken(url: string, options: DjangoTokenOptions = {}): Observable<TokenInput> {
  must(isNonEmpty(url), OPTION, "the address of the token endpoint, as '/api/ws-token/'", url);
  const { credentials = 'same-origin', csrf = csrfCookie } = options;
  oneOf(`${OPTION}.credentials`, credentials, ['same-origin', 'include']);
  const readable = typeof csrf === 'function' || typeof csrf === 'string';
  must(readable, `${OPTION}.csrf`, 'a string or a function that returns it', csrf);
  return defer(() => {
    const csrfToken = typeof csrf === 'function' ? csrf() : csrf;
    return fromFetch(url, {
      method: 'POST',
      credentials,
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(csrfToken && { 'X-CSRFToken': csrfToken }),
      },
      selector: async (response) => ({ response, body: await response.text() }),
    });
  }).pipe(
    map(({ response, body }) => readAnswer(response, body)),
    catchError((error: unknown) => {
      throw tokenErrorOf(error, Date.now());
    }),
  );
}

function readAnswer(response: Response, body: string): TokenInput {
  const { ok, status, redirected, headers } = response;
  const answer = parsed(body);
  const refusal = ok ? undefined : refusalOf({ status, body, retryAfter: headers.get('Retry-After') }, Date.now());
  // Before its status, which may well be 200: where a redirect leads to a page, it is to a login, save one in trouble.
  const trouble = refusal?.kind === 'unavailable' || refusal?.kind === 'rate-limited';
  if (redirected && answer === undefined && !trouble) {
    throw new TokenError('unauthenticated', 'the token endpoint redirected to a page that is no JSON, as to a login.', {
      status,
    });
  }
  if (refusal) throw refusal;
  if (!isRecord(answer) || typeof answer.token !== 'string') {
    const type = headers.get('Content-Type') ?? 'no content type';
    throw new TokenError('malformed', `the token endpoint answered ${status} (${type}) without a \`token\`.`, {
      status,
    });
  }
  const { token, expires_in } = answer;
  const reported = typeof expires_in === 'number' && expires_in > 0 ? expires_in : Infinity;
  return { token, expires_in: Math.min(reported, LIFETIME_SECONDS) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Read for each request, because Django changes it with every login (contract B3). */
function csrfCookie(): string {
  const cookies = typeof document === 'undefined' ? '' : document.cookie;
  return /(?:^|;\s*)csrftoken=([^;]*)/.exec(cookies)?.[1] ?? '';
}
