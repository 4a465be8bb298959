/** The server, in a process of its own, so that its work is nobody's figure: `server-process <protocol> <streams>`. */
import { setImmediate as turn, setTimeout as after } from 'node:timers/promises';
import type { Protocol } from './contender';
import type { Order, Peer, Report, ServerOptions } from './server-protocol';
import { serveSocketIo } from './socket-io-server';
import { serveText } from './text-server';

const [protocol, streams] = process.argv.slice(2) as [Protocol, string];

/**
 * Messages come in bursts of this many, each in one write, one burst in a turn of the timer: so every contender reads
 * equally often. Sent as fast as it goes, a slower one would read less often and more at once, and so seem faster.
 */
const BURST = 20;

let latest: Peer | undefined;
let awaited = Infinity;
let sum = 0;

const options: ServerOptions = {
  streams: Number(streams),
  onPeer: (peer) => (latest = peer),
  onMessage: (number) => {
    awaited -= 1;
    sum += number;
    if (awaited === 0) tell({ kind: 'expected', sum });
  },
};

async function flood(messages: number, evenly: boolean): Promise<void> {
  while (!latest?.subscribed()) await after(1);
  for (let n = 0; n < messages; n += BURST) {
    const burst = Math.min(BURST, messages - n);
    latest.deliver(Array.from({ length: burst }, (_, index) => (n + index) % options.streams));
    await (evenly ? after(1) : turn());
  }
}

process.on('message', (order: Order) => {
  if (order.kind === 'flood') void flood(order.messages, order.evenly);
  else {
    awaited = order.messages;
    sum = 0;
    tell({ kind: 'counting' });
  }
});
process.once('disconnect', () => process.exit());

tell({
  kind: 'listening',
  url: await (protocol === 'socket.io' ? serveSocketIo(options) : serveText(protocol, options)),
});

function tell(report: Report): void {
  process.send?.(report);
}
