/**
 * One contender in a process of its own, so that its time and its heap are nobody else's:
 * `client-process <contender> <task> <streams> <warm-up> <messages> <parts> [profile]`. Prints its figures as one line of JSON, and
 * writes a CPU profile of what is measured where a file for it is given.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { FRAME_BYTES } from '../frames';
import type { Client } from './contender';
import { contenderNamed } from './contenders/all';
import type { Figures, Task } from './figures';
import { startServer } from './server';
import { startProfile } from './start-profile';
import { Streams } from './streams';

const [name = '', task = '', ...rest] = process.argv.slice(2);
const [streamCount = 1, warmUp = 0, messages = 0, parts = 1] = rest.slice(0, 4).map(Number);
const profile = rest[4];
/** Handed over at once before the socket gets its turn. */
const BATCH = 100;
/** ms between two looks at the heap. */
const LOOK = 20;

const contender = await contenderNamed(name);
const server = await startServer(contender.protocol, streamCount);
const streams = new Streams(streamCount);

const text = 'x'.repeat(FRAME_BYTES - JSON.stringify({ action: 'bench', bench: 10_000, text: '' }).length);
const tasks: Readonly<Record<Task, () => Promise<Figures>>> = { inbound, outbound, queued };
const figures = await tasks[task as Task]();
await streams.check();
console.log(JSON.stringify(figures));
process.exit();

function connected(): Promise<Client> {
  return new Promise((resolve) => {
    // `open` may be called before `connect` has returned.
    const client = contender.connect(server.url, streams.listeners, () => setImmediate(() => resolve(client)));
  });
}

async function flooded(amount: number, evenly = true): Promise<void> {
  const all = streams.receive(amount);
  server.order({ kind: 'flood', messages: amount, evenly });
  await all;
}

async function inbound(): Promise<Figures> {
  await connected();
  // As many for each stream.
  await flooded(Math.ceil(warmUp / streamCount) * streamCount, false);
  return measured(() => flooded(messages));
}

async function outbound(): Promise<Figures> {
  const client = await connected();
  const sent = async (amount: number) => {
    const { arrived } = await server.expect(amount);
    for (let n = 0; n < amount; n += 1) {
      client.send(n, text);
      if (n % BATCH === BATCH - 1) await turn();
    }
    await arrived;
  };
  await sent(warmUp);
  return measured(() => sent(messages));
}

/** What is sent before there is a connection, all of it at once, until the server has the last. */
async function queued(): Promise<Figures> {
  const { arrived } = await server.expect(messages);
  return measured(async () => {
    const client = contender.connect(server.url, streams.listeners, () => undefined);
    for (let n = 0; n < messages; n += 1) client.send(n, text);
    await arrived;
  });
}

/** CPU time of this process for each part of the work, and its heap at its highest. */
async function measured(part: () => Promise<void>): Promise<Figures> {
  global.gc?.();
  let peakHeap = 0;
  const look = () => (peakHeap = Math.max(peakHeap, getHeapStatistics().used_heap_size));
  const looking = setInterval(look, LOOK);
  const stopProfile = profile === undefined ? undefined : await startProfile(profile);
  const microseconds: number[] = [];
  while (microseconds.length < parts) {
    const before = process.cpuUsage();
    await part();
    const { user, system } = process.cpuUsage(before);
    microseconds.push((user + system) / messages);
  }
  await stopProfile?.();
  look();
  clearInterval(looking);
  return { microseconds, peakHeap };
}
