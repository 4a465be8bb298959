import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CountedFault, TokenFailure } from '../faults';
import { readBody } from '../http/read-body';
import { reply } from '../http/reply';
import { TOKEN_PATH } from '../http/token-endpoint';
import type { Visitors } from '../rules/visitors';
import type { SignIns } from './sign-ins';
import type { TokenView } from './token-view';
import { json, page, type ViewAnswer } from './view-answer';
import type { WebSocketView } from './websocket-view';

/** The views of the site. */
export interface Views {
  readonly visitors: Visitors;
  readonly signIns: SignIns;
  readonly tokenFailures: CountedFault<TokenFailure>;
  readonly tokenAnswer: TokenView;
  readonly callAnswer: WebSocketView;
  readonly site: (request: IncomingMessage, response: ServerResponse) => unknown;
}

export const SIGN_IN_PATH = '/sign-in/';

const LONGEST_REQUEST = 1_048_576;
const WEBSOCKET_PATH = /^\/ws\/([\w-]+)\/?$/;

/** Passes a request to its view, as in Django's `urls.py`. */
export async function answerWith(views: Views, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Django with an empty ALLOWED_HOSTS and DEBUG on accepts the names of this machine only. So no foreign page can use
  // its own name.
  if (views.visitors.refusalOf({ host: request.headers.host }) !== undefined) {
    request.resume();
    send(response, page(400, '<h1>Bad Request (400)</h1>'));
    return;
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const headers = singleHeaders(request);
  const route = WEBSOCKET_PATH.exec(pathname)?.[1];
  if (route !== undefined) {
    const body = (await readBody(request, LONGEST_REQUEST))?.toString() ?? '';
    send(response, await views.callAnswer({ route, query: searchParams, headers, body }));
  } else if (pathname === TOKEN_PATH) {
    request.resume();
    const failure = views.tokenFailures.take();
    send(
      response,
      failure === undefined ? views.tokenAnswer(request.method ?? '', headers) : page(failure.status, failure.body),
    );
  } else if (pathname === SIGN_IN_PATH) {
    const { username, sessionId, csrfToken } = views.signIns.add(searchParams.get('username') ?? 'ada');
    const cookies = [`sessionid=${sessionId}; HttpOnly`, `csrftoken=${csrfToken}`];
    response.setHeader(
      'Set-Cookie',
      cookies.map((cookie) => `${cookie}; Path=/; SameSite=Lax`),
    );
    send(response, json(200, { username }));
  } else await views.site(request, response);
}

/** Sends the answer of a view. */
export function send(response: ServerResponse, { status, body, contentType }: ViewAnswer): void {
  reply(response, status, body, contentType);
}

function singleHeaders(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}
