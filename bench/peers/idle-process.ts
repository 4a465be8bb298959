/** What idle connections weigh, 2,000 of one kind in a process of their own: `idle-process.ts <kind> <connections>`. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Client } from './contender';
import { contenders } from './contenders/all';
import type { Listening } from './server-protocol';

export interface Weight {
  /** Bytes of heap for each connection. */
  readonly heap: number;
  /** Pending timers for each connection. */
  readonly timers: number;
}

const [name, connections] = process.argv.slice(2) as [string, string];
const contender = contenders.find((one) => one.name === name);
if (!contender || !global.gc) throw new Error(`Needs --expose-gc and a contender's name; got '${name}'.`);
const count = Number(connections);

const server = fork(fileURLToPath(new URL('server-process.ts', import.meta.url)), ['json', '1'], {
  execArgv: ['--import', 'tsx'],
});
const [{ url }] = (await once(server, 'message')) as [Listening];

const clients: Client[] = [];
const open = (): Promise<void> =>
  new Promise((resolve) => {
    clients.push(contender.connect(url, ['type_0'], () => undefined, resolve));
  });
const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
const heap = async (): Promise<number> => {
  // Twice, with a turn between: what the first frees may have held more.
  global.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
  global.gc?.();
  return process.memoryUsage().heapUsed;
};

// One of them first: what is loaded and compiled once is not counted.
await open();
const before = { heap: await heap(), timers: timers() };
while (clients.length <= count) {
  await Promise.all(Array.from({ length: Math.min(100, count + 1 - clients.length) }, open));
}
const after = { heap: await heap(), timers: timers() };
const weight: Weight = {
  heap: (after.heap - before.heap) / count,
  timers: (after.timers - before.timers) / count,
};
console.log(JSON.stringify(weight));
process.exit();
