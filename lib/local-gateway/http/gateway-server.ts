import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Upgrades } from '../websocket/upgrades';
import { LocalGatewayOptionError } from '../option-error';
import { managementCall, type ManagementApi } from './management-api';
import { reply } from './reply';
import { TOKEN_PATH } from './token-endpoint';

/** ms for a client to get its request's headers out; what is slower is cut off, so half-open handshakes cannot pile up. */
const HEADERS_TIMEOUT = 10_000;
/** Sockets at once; the next are refused by the system rather than kept. */
const MOST_SOCKETS = 16_384;

export interface Stations {
  readonly upgrades: Upgrades;
  readonly management: ManagementApi;
  readonly token: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
}

/** The one HTTP server of a gateway: upgrades, the `@connections` API and the token endpoint share its port. */
export function gatewayServer({ upgrades, management, token }: Stations): Server {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        // A client that left in the middle of its request, mostly; nobody is there to be told.
        process.emitWarning(`The local gateway could not answer a request: ${String(error)}`);
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
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const call = managementCall(path);
    if (call !== undefined) await management.answer(call, request, response);
    else if (token !== undefined && path === TOKEN_PATH) await token(request, response);
    else if (token !== undefined && path === TOKEN_PATH.slice(0, -1)) {
      // Django's APPEND_SLASH does not save a POST either.
      reply(
        response,
        404,
        `There is nothing here; the token endpoint is ${TOKEN_PATH}, with the slash.\n`,
        'text/plain',
      );
    } else reply(response, 426, 'This is a WebSocket API: connect with ws://.\n', 'text/plain');
  }
}

/** Starts to listen; resolves to the port. Rejects with a {@link LocalGatewayOptionError} that says how to mend it. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, host, port));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // A server that listens on a port has an AddressInfo; only one on a pipe has a string.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new LocalGatewayOptionError(
        'port',
        `${port} is in use; stop what listens there, or take 0 for a free port`,
      );
    case 'EACCES':
      return new LocalGatewayOptionError(
        'port',
        `${port} needs special rights; take one from 1024 on, or 0 for a free port`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new LocalGatewayOptionError('host', `"${host}" is no address of this machine; leave it out for 127.0.0.1`);
    default:
      return error;
  }
}
