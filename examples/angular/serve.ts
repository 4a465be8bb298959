import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Duplex } from 'node:stream';
import { startLocalGateway, type LocalGateway } from 'rx-gateway-socket/local-gateway';

/** What serves the example. */
export interface Served {
  /** Where it is: `http://127.0.0.1:<port>/`. */
  readonly url: string;
  /** The gateway behind it, whose verbs make the trouble. */
  readonly gateway: LocalGateway;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The folder of a built application; without it there is only what lies behind one: `/api`, `/ws` and `/demo`. */
  readonly folder?: string;
  /** Default 0: a free one. */
  readonly port?: number;
}

/**
 * Starts a local gateway, and before it a server that holds everything at one address, as a site in production does: the
 * built page, the token endpoint at `/api/ws-token/`, the WebSocket at `/ws`, and the trouble of the demo at `/demo/…`.
 */
export async function serve({ folder, port = 0 }: ServeOptions = {}): Promise<Served> {
  // The stage is the path of the WebSocket.
  const gateway = await startLocalGateway({ stage: 'ws' });
  const behind = new URL(gateway.managementUrl);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const trouble = path.startsWith('/demo/') ? troubleOf(gateway, path.slice('/demo/'.length)) : undefined;
    if (trouble && request.method === 'POST') {
      trouble();
      response.writeHead(204).end();
    } else if (path.startsWith('/api/')) forward(request, response, behind);
    else if (folder !== undefined && request.method === 'GET') sendFile(folder, path, response);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request: IncomingMessage, _stream: Duplex, head: Buffer) => {
    tunnel(request, head, behind);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
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

/** What the buttons under "Make trouble" do. */
function troubleOf(gateway: LocalGateway, name: string): (() => void) | undefined {
  const verbs = new Map<string, () => void>([
    ['cut', () => void gateway.drop()],
    ['going-away', () => void gateway.closeAll(1001, 'Going away')],
    [
      'refuse',
      () => {
        gateway.refuse(3);
        gateway.drop();
      },
    ],
    [
      'sign-out',
      () => {
        gateway.failTokens(Infinity, 403, 'Authentication required');
        gateway.drop();
      },
    ],
    ['sign-in', () => gateway.failTokens(0)],
  ]);
  return verbs.get(name);
}

function forward(request: IncomingMessage, response: ServerResponse, { hostname, port }: URL): void {
  const { method, url: path, headers } = request;
  const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** Hands an upgrade on as it came; from then on bytes go both ways, and an end of one side is an end of the other. */
function tunnel(request: IncomingMessage, head: Buffer, { hostname, port }: URL): void {
  const { method, url, rawHeaders, socket: stream } = request;
  const onward = connect(Number(port), hostname, () => {
    const fields = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    onward.write(`${method} ${url} HTTP/1.1\r\n${fields}\r\n`);
    onward.write(head);
    onward.pipe(stream).pipe(onward);
  });
  for (const [one, other] of [
    [onward, stream],
    [stream, onward],
  ] as const) {
    // A reset, which is how the gateway drops a connection, is handed on as one.
    one.on('error', () => other.resetAndDestroy());
    one.on('close', () => other.destroy());
  }
}

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

function sendFile(folder: string, path: string, response: ServerResponse): void {
  const named = join(folder, normalize(decodeURIComponent(path)));
  const file =
    named.startsWith(folder) && existsSync(named) && statSync(named).isFile() ? named : join(folder, 'index.html');
  response.writeHead(200, { 'Content-Type': TYPES.get(extname(file)) ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}
