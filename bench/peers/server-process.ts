/** The server, in a process of its own, so that its work is nobody's figure: `server-process.ts <protocol> <streams>`. */
import { setImmediate as turn } from 'node:timers/promises';
import { typeName } from '../frames';
import type { Protocol } from './contender';
import { serveText } from './json-server';
import type { Order, Peer, Report, ServerOptions } from './server-protocol';
import { serveSocketIo } from './socket-io-server';

const [protocol = 'json', streams = '1'] = process.argv.slice(2) as [Protocol?, string?];
const types = Array.from({ length: Number(streams) }, (_, index) => typeName(index));

/**
 * Messages come in bursts, each in one write, at an even rate that no client is too slow for by itself: so every
 * contender reads equally often. Sent as fast as it goes, the slower one reads less often, more at once, and so seems fast.
 */
const BURST = 10;
const PER_SECOND = 20_000;

let latest: Peer | undefined;
let awaited = Infinity;

const options: ServerOptions = {
  types,
  onPeer: (peer) => (latest = peer),
  onMessage: () => {
    awaited -= 1;
    if (awaited === 0) latest?.deliver([0]);
  },
};

async function connected(): Promise<Peer> {
  for (;;) {
    if (latest) return latest;
    await turn();
  }
}

async function flood(messages: number): Promise<void> {
  const peer = await connected();
  while (!peer.ready()) await turn();
  const start = performance.now();
  for (let n = 0; n < messages; n += BURST) {
    while (((performance.now() - start) * PER_SECOND) / 1_000 < n) await turn();
    peer.deliver(Array.from({ length: BURST }, (_, index) => (n + index) % types.length));
  }
}

process.on('message', (order: Order) => {
  if (order.kind === 'flood') void flood(order.messages);
  else {
    awaited = order.messages;
    process.send?.({ kind: 'expecting' } satisfies Report);
  }
});
process.once('disconnect', () => process.exit());

const url = await (protocol === 'socket.io' ? serveSocketIo(options) : serveText(protocol, options));
process.send?.({ kind: 'listening', url } satisfies Report);
