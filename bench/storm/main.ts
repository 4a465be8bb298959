/**
 * `npm run bench:storm`: how fleets of 1,000 to 100,000 clients come back after a restart of the gateway, an outage, a
 * token service in trouble, and offices behind one address; with what this package ships, and with the delays of its
 * peers. In virtual time, and the same on every machine; it takes half an hour of CPU time, for the millions of
 * attempts that some of the peers make, and for the seven runs of each fleet of ours. Writes bench/RESULTS.md and its
 * charts; `-- --scenario office` takes a part of it, and `-- --quick` well under a minute: both write nothing.
 */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { Processes } from '../processes';
import { writeSection } from '../results';
import { writeCharts } from './charts';
import { readCommandLine, type CommandLine } from './command-line';
import type { Job, Result } from './job';
import { measureAll, type Extent } from './measure';
import { report } from './report';
import { scenarios, type ScenarioName } from './scenario';

// The keys are those of the object itself, which nothing adds to.
const ALL = Object.keys(scenarios) as ScenarioName[];

const FULL: Extent = {
  scenarios: ALL,
  fleets: [1_000, 10_000, 100_000],
  offices: [30, 60, 100],
  largeOffices: [200, 500],
  runs: 7,
  variants: [
    {},
    { jitter: 'full' },
    { initial: 2_000 },
    { initial: 5_000 },
    { factor: 1.5 },
    { max: 15_000 },
    { max: 60_000 },
    { whenRefused: 'back-off' },
    { max: 120_000, whenRefused: 'back-off' },
  ],
  seed: 1,
};
const QUICK: Extent = {
  ...FULL,
  fleets: [1_000],
  largeOffices: [],
  runs: 1,
  variants: [{}, { jitter: 'full' }, { whenRefused: 'back-off' }],
};

/** What a fleet of a hundred thousand leaves behind for the collector would be copied too often with the usual room. */
const ROOM = '--max-semi-space-size=128';

const asked = commandLine();
if (asked) {
  const { quick, scenarios: names, clients, seed, processes: count } = asked;
  const extent: Extent = {
    ...(quick ? QUICK : FULL),
    ...(names && { scenarios: names, variants: [] }),
    ...(clients && { fleets: clients }),
    seed,
  };
  const program = join(import.meta.dirname, 'job-process.ts');
  const processes = new Processes<Job, Result>(count, program, tell, [ROOM]);
  try {
    const measured = await measureAll(extent, (job) => processes.perform(job));
    const markdown = report(measured, extent);
    console.log(markdown);
    if (!quick && !names && !clients && seed === FULL.seed) {
      writeCharts(measured.runs);
      writeSection('storm', markdown);
    }
  } finally {
    processes.end();
  }
}

function tell({ policy, scenario, clients }: Job): void {
  const name = typeof policy === 'string' ? policy : `backoff ${JSON.stringify(policy)}`;
  const what = `${scenarios[scenario].title}: ${clients.toLocaleString('en')} clients, ${name}`;
  console.error(`${new Date().toISOString().slice(11, 19)}  ${what}`);
}

/** What was asked for; nothing where that was help, or cannot be: commander has said so. */
function commandLine(): CommandLine | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
    return undefined;
  }
}
