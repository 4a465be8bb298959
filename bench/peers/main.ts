/**
 * `npm run bench`: what a message, an idle connection and a reconnect cost the client's process, beside the socket alone
 * and what a user would pick instead. Every figure is the CPU time or the heap of a process that does nothing else; the
 * contenders take turns, so that a noisy minute meets all of them. Writes bench/RESULTS.md; `-- --quick` takes under a minute.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { machine } from '../machine';
import { table, writeSection } from '../results';
import { writeLineChart } from './chart';
import { contenders } from './contenders/all';
import { median, type Figures, type Task } from './figures';
import type { Weight } from './idle-process';
import type { Overhead } from './reconnect-process';

const { quick = false } = new Command()
  .option('--quick', 'fewer rounds, streams and messages')
  .parse()
  .opts<{ quick?: true }>();
const STREAMS = quick ? [100] : [1, 10, 100, 1_000];
const ROUNDS = quick ? 1 : 5;
const INBOUND = quick ? 10_000 : 60_000;
const OUTBOUND = quick ? 20_000 : 200_000;
const QUEUED = quick ? [20_000] : [50_000, 100_000, 200_000];
const IDLE = quick ? 500 : 2_000;
const RECONNECTS = quick ? 50 : 200;

const run = promisify(execFile);
async function child<Result>(file: string, ...args: readonly (string | number)[]): Promise<Result> {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const { stdout } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', script, ...args.map(String)], {
    timeout: 120_000,
  });
  return JSON.parse(stdout) as Result;
}

const names = contenders.map(({ name }) => name);
const [limit = '', own = ''] = names;
const say = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);

/** The runs of a task, by contender and by size, each as often as there are rounds. */
async function measure(task: Task, sizes: readonly { readonly streams: number; readonly messages: number }[]) {
  const runs = new Map<string, Figures[]>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { streams, messages } of sizes) {
      for (const { name, queues, protocol } of contenders) {
        // A library that has nothing to send with has no figure.
        if (task !== 'inbound' && !(queues && protocol !== 'graphql')) continue;
        const figures = await child<Figures>('client-process.ts', name, task, streams, messages);
        const lost = task === 'inbound' ? messages - figures.received : 1 - figures.received;
        if (lost !== 0) throw new Error(`${name}, ${task}, ${streams} streams: ${lost} messages lost.`);
        const key = `${name}/${streams}/${messages}`;
        runs.set(key, [...(runs.get(key) ?? []), figures]);
      }
      say(`${task}, ${streams} streams, ${messages} messages, round ${round} of ${ROUNDS}`);
    }
  }
  return (name: string, streams: number, messages: number): Figures | undefined => {
    const all = runs.get(`${name}/${streams}/${messages}`);
    return (
      all && {
        microseconds: median(all.map(({ microseconds }) => microseconds)),
        peakHeap: median(all.map(({ peakHeap }) => peakHeap)),
        received: 0,
      }
    );
  };
}

const ratio = (value: number | undefined, base: number | undefined): string =>
  value === undefined || base === undefined ? '' : `${value.toFixed(2)} (${(value / base).toFixed(2)} ×)`;
const MiB = (bytes: number | undefined): string => (bytes === undefined ? '' : (bytes / 2 ** 20).toFixed(0));

const inbound = await measure(
  'inbound',
  STREAMS.map((streams) => ({ streams, messages: INBOUND })),
);
const outbound = await measure('outbound', [{ streams: 1, messages: OUTBOUND }]);
const queued = await measure(
  'queued',
  QUEUED.map((messages) => ({ streams: 1, messages })),
);
const weights = new Map<string, Weight>();
for (const name of [limit, 'rxjs webSocket, Map of subjects', own]) {
  weights.set(name, await child<Weight>('idle-process.ts', name, IDLE));
  say(`${IDLE} idle connections: ${name}`);
}
const overhead = await child<Overhead>('reconnect-process.ts', RECONNECTS);

const micro = (name: string, streams: number) => inbound(name, streams, INBOUND)?.microseconds;
const inboundTable = table(
  ['µs a message (× `ws`)', ...STREAMS.map((streams) => `${streams} streams`), 'heap at its peak, MiB'],
  names.map((name) => [
    name,
    ...STREAMS.map((streams) => ratio(micro(name, streams), micro(limit, streams))),
    MiB(inbound(name, STREAMS.at(-1) ?? 1, INBOUND)?.peakHeap),
  ]),
);
const senders = names.filter((name) => outbound(name, 1, OUTBOUND));
const outboundTable = table(
  [
    'µs a message (× `ws`)',
    'while open',
    ...QUEUED.map((messages) => `${messages.toLocaleString('en')} queued, then flushed`),
  ],
  senders.map((name) => [
    name,
    ratio(outbound(name, 1, OUTBOUND)?.microseconds, outbound(limit, 1, OUTBOUND)?.microseconds),
    ...QUEUED.map((messages) =>
      ratio(queued(name, 1, messages)?.microseconds, queued(limit, 1, messages)?.microseconds),
    ),
  ]),
);
const bare = weights.get('rxjs webSocket, Map of subjects');
const idleTable = table(
  [`${IDLE} idle connections`, 'bytes of heap each', '× bare `webSocket`', 'timers each'],
  [...weights].map(([name, { heap, timers }]) => [
    name,
    heap.toFixed(0),
    bare ? (heap / bare.heap).toFixed(2) : '',
    timers.toFixed(1),
  ]),
);
const beyond = overhead.reconnect - overhead.handshake;

if (!quick) {
  writeLineChart(
    join(import.meta.dirname, '..', 'inbound.svg'),
    'CPU time for an inbound message, by the number of typed streams',
    'µs (log)',
    STREAMS.map(String),
    names.map((name) => ({ name, values: STREAMS.map((streams) => micro(name, streams) ?? null) })),
  );
}
const packages = [
  'ws',
  'rxjs',
  'partysocket',
  'reconnecting-websocket',
  'graphql-ws',
  '@stomp/rx-stomp',
  'socket.io',
  'centrifuge',
];
const markdown = `${machine(...packages)}

${ROUNDS} interleaved rounds, medians${quick ? '; a quick run, whose figures are rough' : ''}. Messages of 120 bytes.

### Inbound

${INBOUND.toLocaleString('en')} messages at 20,000 a second, in bursts of ten.

${inboundTable}
${quick ? '' : '\n![CPU time for an inbound message](inbound.svg)\n'}
### Outbound

${outboundTable}

### Idle

${idleTable}

### Reconnect

${RECONNECTS} clean closes by the server, no delay, a token at once: ${overhead.reconnect.toFixed(2)} ms from the end to the
next open connection, of which a bare handshake takes ${overhead.handshake.toFixed(2)} ms: ${beyond.toFixed(2)} ms of its own.`;
console.log(markdown);
if (!quick) writeSection('bench', markdown);
