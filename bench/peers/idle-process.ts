/** What idle connections weigh, many of one kind in a process of their own: `idle-process <contender> <connections>`. */
import { setImmediate as turn } from 'node:timers/promises';
import { contenderNamed } from './contenders/all';
import type { Weight } from './figures';
import { startServer } from './server';
import { Streams } from './streams';

const [name = '', connections] = process.argv.slice(2);
const count = Number(connections);
const OPENED_AT_ONCE = 100;
/** How many are opened first, so that what is loaded and compiled once, and what grows in steps, is not counted. */
const FIRST = 100;

const contender = await contenderNamed(name);
const server = await startServer(contender.protocol, 1);
const { listeners } = new Streams(1);

// Kept, as an application would: what nobody holds is no connection any more.
const clients: unknown[] = [];
const open = (): Promise<void> =>
  new Promise((resolve) => {
    clients.push(contender.connect(server.url, listeners, resolve));
  });
async function openUntil(total: number): Promise<void> {
  while (clients.length < total) {
    await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, total - clients.length) }, open));
  }
}

async function weigh(): Promise<Weight> {
  // Twice, with a turn between: what the first frees may have held more.
  for (let n = 0; n < 2; n += 1) {
    await turn();
    global.gc?.();
  }
  const timers = process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  return { heap: process.memoryUsage().heapUsed, timers };
}

await openUntil(FIRST);
const before = await weigh();
await openUntil(FIRST + count);
const after = await weigh();
const weight: Weight = {
  heap: (after.heap - before.heap) / count,
  timers: (after.timers - before.timers) / count,
};
console.log(JSON.stringify(weight));
process.exit();
