import { FRAME_BYTES } from '../frames';
import { machine } from '../machine';
import { table } from '../results';
import { BARE, contenders, LIMIT } from './contenders/all';
import { goals } from './goals';
import type { Cost, Costs, Extent, Measured } from './measure';

const NAMES = contenders.map(({ name }) => name);
const PACKAGES = [
  'ws',
  'rxjs',
  'partysocket',
  'reconnecting-websocket',
  'graphql-ws',
  '@stomp/rx-stomp',
  'socket.io-client',
  'centrifuge',
];

const MiB = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const count = (value: number): string => value.toLocaleString('en');

/** A row for each contender that has a figure, with what it takes and its ratio to the limit's in each column. */
function costTable(costs: Costs, title: string, column: (key: number) => string): string {
  const keys = [...(costs.get(LIMIT)?.keys() ?? [])];
  const cell = (cost: Cost | undefined, limit: Cost | undefined): string =>
    cost && limit ? `${cost.microseconds.toFixed(2)} (${(cost.microseconds / limit.microseconds).toFixed(2)} ×)` : '';
  return table(
    [title, ...keys.map(column), 'heap at its highest, MiB'],
    NAMES.filter((name) => costs.has(name)).map((name) => {
      const own = costs.get(name);
      const last = own?.get(keys.at(-1) ?? NaN);
      return [
        name,
        ...keys.map((key) => cell(own?.get(key), costs.get(LIMIT)?.get(key))),
        last ? MiB(last.peakHeap) : '',
      ];
    }),
  );
}

/** All that was measured, in Markdown. */
export function report(measured: Measured, { rounds, inbound, outbound, connections, reconnects }: Extent): string {
  const { weights, overhead } = measured;
  const title = `CPU µs a message (× \`${LIMIT}\`)`;
  const bare = weights.get(BARE)?.heap ?? NaN;
  const idle = table(
    [`${count(connections)} idle connections`, 'bytes of heap each', '× bare `webSocket`', 'pending timers each'],
    [...weights].map(([name, { heap, timers }]) => [
      name,
      count(Math.round(heap)),
      (heap / bare).toFixed(2),
      timers.toFixed(2),
    ]),
  );
  const judged = table(
    ['goal', 'at most', 'measured', ''],
    goals(measured).map(({ what, most, measured: value }) => [
      what,
      most.toFixed(2),
      value.toFixed(2),
      value <= most ? 'reached' : `missed by ${(value - most).toFixed(2)}`,
    ]),
  );
  return `## Messages, connections, reconnects

${machine(...PACKAGES)}

${rounds} ${rounds === 1 ? 'round' : 'rounds'} in turns, medians. Each contender in a process of its own, the server in another; what is given is the CPU time
of the contender's process. \`${LIMIT}\` is the limit: the socket alone with \`JSON.parse\`, \`JSON.stringify\` and a \`Map\`.
Every message is counted where it arrives: a contender that loses or doubles one fails the run.

${judged}

### Inbound, by the number of typed streams

${count(inbound[0] * inbound[1])} messages of ${FRAME_BYTES} bytes, besides what a protocol wraps them in, in bursts of 20 a millisecond, to each stream in turn.
The heap is that of the last column.

![CPU time for an inbound message](inbound.svg)

${costTable(measured.inbound, title, (streams) => `${count(streams)} streams`)}

### Outbound

${count(outbound[0] * outbound[1])} messages of ${FRAME_BYTES} bytes over an open connection, 100 in a turn:

${costTable(measured.outbound, title, () => 'while open')}

Sent before there is a connection, all in one turn, until the server has the last:

${costTable(measured.queued, title, (messages) => `${count(messages)} queued`)}

### Idle

${idle}

### Reconnect

${reconnects} clean closes by the server, no delay, a token at once: ${overhead.reconnect.toFixed(2)} ms from the end to the next open
connection, of which a bare handshake takes ${overhead.handshake.toFixed(2)} ms.`;
}
