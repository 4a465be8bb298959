import { WS } from 'jest-websocket-mock';
import type { Client } from 'mock-socket';

export const URL_OF_MOCK = 'ws://localhost:4510/production';

/** jest-websocket-mock's server, with every client that ever connected to it, by the query it came with. */
export interface GatewayMock {
  readonly server: WS;
  readonly clients: readonly Client[];
  /** The query parameters of each connection, in order. */
  queries(): URLSearchParams[];
}

export function gatewayMock(options: { readonly refuse?: () => boolean } = {}): GatewayMock {
  const clients: Client[] = [];
  const server = new WS(URL_OF_MOCK, { verifyClient: () => !(options.refuse?.() ?? false) });
  server.on('connection', (client) => clients.push(client));
  return { server, clients, queries: () => clients.map(({ url }) => new URL(url).searchParams) };
}

/** Long enough for mock-socket to open or close a socket, far shorter than any delay of ours. */
export const settled = () => jest.advanceTimersByTimeAsync(20);
