/**
 * How long a client takes from the end of a connection to the next open one, beyond what it waits for: the delay is none,
 * the token is there at once, and the handshake is measured beside it. `reconnect-process.ts <times>`.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filter, firstValueFrom, of, type Observable } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { median } from './figures';

export interface Overhead {
  /** ms from the end of a connection to the next open one. */
  readonly reconnect: number;
  /** ms that a bare socket takes to open. */
  readonly handshake: number;
}

const built = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'index.mjs')).href;
const { gatewaySocket } = (await import(built)) as typeof import('rx-gateway-socket');
const times = Number(process.argv[2]);

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await new Promise((resolve) => server.once('listening', resolve));
const address = server.address();
const url = `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;

const handshakes: number[] = [];
for (let n = 0; n < times; n += 1) {
  const start = performance.now();
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once('open', resolve));
  handshakes.push(performance.now() - start);
  socket.terminate();
}

const socket = gatewaySocket({
  url,
  token: () => of(String(Math.random())),
  backoff: { initial: 0, max: 0, refusedMax: 0 },
  attemptsPerMinute: 10 * times + 10,
  WebSocketCtor: WebSocket,
});
const reconnects: number[] = [];
let ended = 0;
socket.events$.pipe(filter(({ type }) => type === 'ended')).subscribe(() => (ended = performance.now()));
const using = socket.connect();
await next(socket.opened$);
for (let n = 0; n < times; n += 1) {
  const opened = next(socket.events$.pipe(filter(({ type }) => type === 'open')));
  for (const client of server.clients) client.close(1_001, 'Going away');
  await opened;
  reconnects.push(performance.now() - ended);
}
using.unsubscribe();
const overhead: Overhead = { reconnect: median(reconnects), handshake: median(handshakes) };
console.log(JSON.stringify(overhead));
process.exit();

function next(stream$: Observable<unknown>): Promise<unknown> {
  return firstValueFrom(stream$, { defaultValue: undefined });
}
