import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { GatewayEvents } from '../gateway-event';
import { redact } from '../redact';
import type { Visitors } from '../rules/visitors';
import { warn } from '../warn';
import type { Upgrades } from '../websocket/upgrades';
import { allowPages } from './cors';
import { managementCall, type ManagementApi } from './management-api';
import { reply } from './reply';
import { TOKEN_PATH } from './token-endpoint';

/**
 * The ms in which a client must send the headers of its request. A slower client is cut off, so that half-open
 * handshakes cannot pile up.
 */
const HEADERS_TIMEOUT = 10_000;
const TEXT = 'text/plain; charset=utf-8';

/** The maximum number of sockets; the system refuses any more. */
const MOST_SOCKETS = 16_384;

export interface Stations {
  readonly visitors: Visitors;
  readonly events: GatewayEvents;
  readonly upgrades: Upgrades;
  readonly management: ManagementApi;
  readonly token: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
}

/** The HTTP server of a gateway: upgrades, the `@connections` API and the token endpoint share its port. */
export function gatewayServer({ visitors, events, upgrades, management, token }: Stations): Server {
  const server = createServer(
    // A request with two hosts is refused: the first of them must not count for both.
    { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: 1_000, joinDuplicateHeaders: true },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        // A client that left during its own request is not a problem of the gateway.
        if (request.complete) warn('The local gateway could not answer a request', error);
        response.destroy();
      });
    },
  );
  server.maxConnections = MOST_SOCKETS;
  server.on('upgrade', (request, stream, head) => {
    void upgrades.take(request, stream, head);
  });
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = visitors.refusalOf(request.headers);
    if (refusal !== undefined) {
      request.resume();
      events.emit(() => ({ type: 'refused', connectionId: undefined, status: 403, reason: redact(refusal) }));
      reply(response, 403, `Refused: ${refusal}.\n`, TEXT);
      return;
    }
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const call = managementCall(path);
    if (call !== undefined) {
      if (!preflight('POST, GET, DELETE', request, response)) await management.answer(call, request, response);
    } else if (token !== undefined && path === TOKEN_PATH) {
      if (!preflight('POST', request, response)) await token(request, response);
    } else if (token !== undefined && path === TOKEN_PATH.slice(0, -1)) {
      // Django's APPEND_SLASH does not help with a POST either.
      reply(response, 404, `There is nothing here; the token endpoint is ${TOKEN_PATH}, with the slash.\n`, TEXT);
    } else reply(response, 426, 'This is a WebSocket API: connect with ws://.\n', TEXT);
  }

  /** Whether a request is only a CORS preflight. */
  function preflight(methods: string, request: IncomingMessage, response: ServerResponse): boolean {
    allowPages(visitors, methods, request, response);
    if (request.method !== 'OPTIONS') return false;
    request.resume();
    reply(response, 204);
    return true;
  }
}
