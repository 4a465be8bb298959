/**
 * How long a client takes from the end of a connection to the next open one, beyond what it waits for: the delay is none,
 * the token is there at once, and a handshake is measured in turns with it. `reconnect-process <times>`.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { filter, firstValueFrom, of } from 'rxjs';
import { gatewaySocket } from 'rx-gateway-socket';
import { WebSocket, WebSocketServer } from 'ws';
import { median } from '../median';
import type { Overhead } from './figures';

const times = Number(process.argv[2]);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');
// A server over TCP has an address of that kind once it listens.
const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;

const socket = gatewaySocket({
  url,
  log: false,
  token: () => of(String(Math.random())),
  backoff: { initial: 0, max: 0 },
  attemptsPerMinute: times + 10,
  WebSocketCtor: WebSocket,
});
const happens = (type: 'open' | 'ended') =>
  firstValueFrom(socket.events$.pipe(filter((event) => event.type === type)), { defaultValue: undefined }).then(() =>
    performance.now(),
  );

async function handshake(): Promise<number> {
  const start = performance.now();
  const bare = new WebSocket(url);
  await once(bare, 'open');
  const took = performance.now() - start;
  bare.terminate();
  return took;
}

async function reconnect(): Promise<number> {
  const [ended, opened] = [happens('ended'), happens('open')];
  for (const client of server.clients) client.close(1_001, 'Going away');
  return (await opened) - (await ended);
}

const first = happens('open');
const using = socket.connect();
await first;
const [handshakes, reconnects]: [number[], number[]] = [[], []];
for (let n = 0; n < times; n += 1) {
  handshakes.push(await handshake());
  reconnects.push(await reconnect());
}
using.unsubscribe();
const overhead: Overhead = { reconnect: median(reconnects), handshake: median(handshakes) };
console.log(JSON.stringify(overhead));
process.exit();
