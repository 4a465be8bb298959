/**
 * `npm run bench`: what a message, an idle connection and a reconnect cost the client's process, beside the socket alone
 * and what a user would pick instead. Every figure is the CPU time or the heap of a process that does nothing else.
 * Fails where a contender loses or doubles a message. Writes bench/RESULTS.md and its charts, and measures 10 tabs as
 * `npm run bench:tabs` does; `-- --quick` takes less than a minute, leaves the tabs out and writes nothing.
 */
import { Command } from 'commander';
import { writeSection } from '../results';
import { tabsSection } from '../tabs/section';
import { writeCharts } from './charts';
import { compile } from './compile';
import { BARE, LIMIT, OWN } from './contenders/all';
import { measureAll, type Extent } from './measure';
import { report } from './report';

const FULL: Extent = {
  rounds: 5,
  warmUp: 100_000,
  streams: [1, 10, 100, 1_000],
  inbound: [20_000, 3],
  outbound: [100_000, 3],
  queued: [50_000, 100_000, 200_000],
  connections: 2_000,
  reconnects: 200,
};
const QUICK: Extent = {
  rounds: 1,
  warmUp: 10_000,
  streams: [1, 1_000],
  inbound: [3_000, 3],
  outbound: [10_000, 3],
  queued: [20_000],
  connections: 500,
  reconnects: 50,
};

const { quick } = new Command()
  .option('--quick', 'one round, fewer streams and messages')
  .parse()
  .opts<{ readonly quick?: true }>();
const extent = quick ? QUICK : FULL;

await compile();
const log = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
const measured = await measureAll(extent, [LIMIT, BARE, OWN], log);
const markdown = report(measured, extent);
console.log(markdown);
if (!quick) {
  writeCharts(measured, extent);
  writeSection('bench', markdown);
  await tabsSection(log);
}
