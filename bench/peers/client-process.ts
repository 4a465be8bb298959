/**
 * One contender in a process of its own, so that its time and its heap are nobody else's:
 * `client-process.ts <contender> <task> <streams> <messages>`. Prints its figures as one line of JSON.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { typeName } from '../frames';
import type { Client, Contender, Outbound } from './contender';
import { contenders } from './contenders/all';
import type { Figures, Task } from './figures';
import type { Listening, Order } from './server-protocol';

const [name, task, streams, messages] = process.argv.slice(2) as [string, Task, string, string];
const types = Array.from({ length: Number(streams) }, (_, index) => typeName(index));
const count = Number(messages);
/** What the engine sees before it is measured, so that it has compiled by then. */
const WARM_UP = Math.min(20_000, count / 2);
/** Handed over at once before the socket gets its turn. */
const BATCH = 100;

const found = contenders.find((one) => one.name === name);
if (!found) throw new Error(`There is no contender '${name}'.`);
const contender: Contender = found;

const server = fork(fileURLToPath(new URL('server-process.ts', import.meta.url)), [contender.protocol, streams], {
  execArgv: ['--import', 'tsx'],
});
const [{ url }] = (await once(server, 'message')) as [Listening];
const order = (what: Order) => server.send(what);

let received = 0;
let awaited = Infinity;
let reached = (): void => undefined;
/** Fulfilled when so many messages more have reached the streams. */
const receiving = (more: number) =>
  new Promise<void>((resolve) => {
    awaited = received + more;
    reached = resolve;
  });
const onMessage = (): void => {
  received += 1;
  if (received === awaited) reached();
};
const message = (n: number): Outbound => ({ action: 'bench', bench: n, text: 'x'.repeat(80) });

const figures: Figures = await { inbound, outbound, queued }[task]();
console.log(JSON.stringify(figures));
process.exit();

function connected(): Promise<Client> {
  return new Promise((resolve) => {
    // Its `open` may come before `connect` has returned.
    const client = contender.connect(url, types, onMessage, () => setImmediate(() => resolve(client)));
  });
}

async function flooded(amount: number): Promise<void> {
  const all = receiving(amount);
  order({ kind: 'flood', messages: amount });
  await all;
}

/** What is sent before the server has heard of it would not be counted. */
async function expected(amount: number): Promise<void> {
  order({ kind: 'expect', messages: amount });
  await once(server, 'message');
}

async function inbound(): Promise<Figures> {
  await connected();
  await flooded(Math.max(WARM_UP, types.length * 20));
  return measured(() => flooded(count));
}

async function outbound(): Promise<Figures> {
  const client = await connected();
  const sent = async (amount: number) => {
    const acknowledged = receiving(1);
    await expected(amount);
    for (let n = 0; n < amount; n += 1) {
      client.send?.(message(n));
      if (n % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    await acknowledged;
  };
  await sent(WARM_UP);
  return measured(() => sent(count));
}

/** What is sent before there is a connection, all of it at once, until the server has the last. */
async function queued(): Promise<Figures> {
  await expected(count);
  return measured(async () => {
    const acknowledged = receiving(1);
    const client = contender.connect(url, types, onMessage, () => undefined);
    for (let n = 0; n < count; n += 1) client.send?.(message(n));
    await acknowledged;
  });
}

/** CPU time of this process, and its heap at its highest, over what is done. */
async function measured(work: () => Promise<void>): Promise<Figures> {
  global.gc?.();
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 20);
  const before = received;
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(look);
  peak = Math.max(peak, process.memoryUsage().heapUsed);
  return { microseconds: (user + system) / count, peakHeap: peak, received: received - before };
}
