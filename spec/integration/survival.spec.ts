import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filter, firstValueFrom, of } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket, type GatewaySocket, type GatewaySocketConfig } from '../../lib';
import { startLocalGateway, type LocalGateway } from '../../lib/local-gateway';

const run = promisify(execFile);

let gateway: LocalGateway;
let socket: GatewaySocket;
let used: GatewaySocket[];

const client = (options: Partial<GatewaySocketConfig> = {}) => {
  socket = gatewaySocket({
    url: gateway.url,
    log: false,
    token: djangoToken(gateway.tokenUrl),
    // The one of Node itself, from 22 on.
    ...(!('WebSocket' in globalThis) && { WebSocketCtor: WebSocket }),
    attemptsPerMinute: 10_000,
    backoff: { initial: 20, max: 200, jitter: 'none' },
    ...options,
  });
  used.push(socket);
  return socket;
};

const opening = (count: number) => firstValueFrom(socket.opened$.pipe(filter((opened) => opened.count === count)));
const ending = () => firstValueFrom(socket.events$.pipe(filter((event) => event.type === 'ended')));

beforeEach(async () => {
  used = [];
  gateway = await startLocalGateway({ connectsPerMinute: false, tokens: { perMinute: false } });
});
afterEach(async () => {
  for (const one of used) one.close();
  await gateway.close();
});

describe('a connection survives', () => {
  it('a peer that stops answering: found by the keep-alive, left without waiting for its close', async () => {
    client({ keepAlive: { name: 'ping', every: 50, reply: 'pong', timeout: 100 } }).connect();
    await opening(1);
    const ended = ending();
    gateway.freeze();
    await expect(ended).resolves.toMatchObject({ error: { kind: 'unresponsive' } });
    await expect(opening(2)).resolves.toMatchObject({ reconnected: true });
  });

  it('a server that is gone for ten seconds: nothing listens on its port', async () => {
    const { port } = new URL(gateway.url.replace(/^ws/, 'http'));
    client({
      token: of('none needed'),
      singleUseToken: false,
      backoff: { initial: 20, max: 200, whenRefused: 'back-off' },
    });
    await gateway.close();
    gateway = await startLocalGateway({ port: Number(port), tokens: false });
    socket.connect();
    await opening(1);
    await gateway.close();
    const gone = Date.now();
    while (Date.now() - gone < 10_000) {
      await firstValueFrom(
        socket.events$.pipe(filter((event) => event.type === 'ended' && event.error.kind === 'refused')),
      );
    }
    gateway = await startLocalGateway({ port: Number(port), tokens: false });
    await expect(opening(2)).resolves.toMatchObject({ reconnected: true });
  }, 30_000);

  it('a token endpoint that takes the request and never answers', async () => {
    const hanging: Server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => hanging.once('listening', resolve));
    const { port } = hanging.address() as AddressInfo;
    client({ token: djangoToken(`http://127.0.0.1:${port}/`), tokenTimeout: 50 });
    const fault = firstValueFrom(socket.faults$);
    socket.connect();
    await expect(fault).resolves.toMatchObject({ type: 'token', error: { kind: 'timeout' } });
    socket.close();
    hanging.closeAllConnections();
    await new Promise((resolve) => hanging.close(resolve));
  });
});

describe('a thousand connections, opened and closed one after the other', () => {
  it('leave no object, no handle and no listener behind', async () => {
    const script = join(__dirname, '../support/cycles.ts');
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script]);
    const { objects, handles, listeners } = JSON.parse(stdout) as Readonly<
      Record<'objects' | 'handles' | 'listeners', number>
    >;
    console.log(`1,000 cycles: ${objects} objects more than before, handles ${handles}, listeners ${listeners}`);
    // One kept for each connection would be a thousand.
    expect(objects).toBeLessThan(100);
    expect(handles).toBeLessThanOrEqual(2);
    expect(listeners).toBe(0);
  }, 60_000);
});
