import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionOf } from '../backend/session-cookie';
import type { Faults } from '../faults';
import type { GatewayEvents } from '../gateway-event';
import type { SlidingWindow } from '../rules/sliding-window';
import type { TokenStore } from '../rules/token-store';
import { wait } from '../wait';
import { reply } from './reply';

/** The path of the token view in the documentation of the Django package. */
export const TOKEN_PATH = '/api/ws-token/';

export interface TokenEndpoint {
  readonly store: TokenStore;
  readonly issued: SlidingWindow;
  readonly perMinute: number;
  /** The lifetime in seconds, reported as `expires_in`. */
  readonly expiresIn: number;
}

/**
 * The token endpoint of a gateway without an HTTP backend. It requires neither a login nor a CSRF header. So a client
 * in Node, or a page on another port, gets its token at once. The answers are those of the Django package.
 */
export async function answerTokenRequest(
  { store, issued, perMinute, expiresIn }: TokenEndpoint,
  faults: Faults,
  events: GatewayEvents,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  await wait(faults.tokenDelay, gone.signal);
  if (gone.signal.aborted) return;
  const answer = (status: number, body: string, type: string, reason: string): void => {
    reply(response, status, body, type);
    events.emit(() => ({ type: 'token', status, reason }));
  };
  const fault = faults.tokenFailures.take();
  if (fault !== undefined) {
    const type = /^\s*[[{]/.test(fault.body) ? 'application/json' : 'text/html; charset=utf-8';
    answer(fault.status, fault.body, type, 'failed by a fault');
    return;
  }
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST, OPTIONS');
    answer(405, '', 'text/html; charset=utf-8', `a ${request.method ?? 'request'}, not a POST`);
    return;
  }
  const client = `${request.socket.remoteAddress ?? ''} ${sessionOf({ cookie: request.headers.cookie }) ?? ''}`;
  if (issued.count(client) >= perMinute) {
    answer(403, 'Rate limit exceeded', 'text/html; charset=utf-8', `over ${perMinute} a minute`);
    return;
  }
  issued.record(client);
  answer(200, JSON.stringify({ token: store.issue(), expires_in: expiresIn }), 'application/json', 'issued');
}
