import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from '../../lib/local-gateway';
import { sendFile } from './files';
import { forward, tunnel } from './behind';
import { troubles } from './trouble';

/** What serves an example. */
export interface Served {
  /** Where it is: `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** The gateway behind it, whose verbs make the trouble. */
  readonly gateway: LocalGateway;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The folder of a built page; without it there is only what lies behind one: `/api`, `/ws` and `/demo`. */
  readonly folder?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Headers of each file, such as a Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the gateway. Its stage is the path of the WebSocket. */
  readonly gateway?: Omit<LocalGatewayOptions, 'host' | 'stage'>;
}

/**
 * Starts a local gateway, and before it a server that holds everything at one address, as a site in production does: the
 * built page, the token endpoint at `/api/ws-token/`, the WebSocket at `/ws`, and the trouble of the demo at `/demo/…`.
 */
export async function serve({ folder, port = 0, headers = {}, ...options }: ServeOptions = {}): Promise<Served> {
  const gateway = await startLocalGateway({ ...options.gateway, stage: 'ws' });
  const behind = new URL(gateway.managementUrl);
  const trouble = troubles(gateway);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const make = path.startsWith('/demo/') ? trouble.get(path.slice('/demo/'.length)) : undefined;
    if (make && request.method === 'POST') {
      make();
      response.writeHead(204).end();
    } else if (path.startsWith('/api/')) forward(request, response, behind);
    else if (folder !== undefined && request.method === 'GET') sendFile({ folder, path, headers }, response);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request: IncomingMessage, _stream: Duplex, head: Buffer) => {
    tunnel(request, head, behind);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await gateway.close();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    gateway,
    close: async () => {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
