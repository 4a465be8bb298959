/**
 * `npm run bench:takeover`: what is lost, doubled and untold where a connection replaces another, by the rule of this
 * repository and by that of 0.1.0. In virtual time, and the same on every machine; some 15 to 20 minutes of CPU time. Writes
 * bench/RESULTS.md; with `--only`, `--cells` or another number of `--rotations` it prints and writes nothing, and with
 * `--trace` it shows single rotations.
 */
import { join } from 'node:path';
import { CommanderError } from 'commander';
import type { Figures } from '../../spec/takeover/figures';
import { Processes } from '../processes';
import { writeSection } from '../results';
import { isWhole, readCommandLine, type CommandLine } from './command-line';
import type { Job } from './job';
import { measureAll } from './measure-all';
import { cellTable, report } from './report';
import { trace } from './trace';

const asked = commandLine();
if (asked?.trace) trace(asked.trace, asked);
else if (asked) await simulate(asked);

async function simulate(asked: CommandLine): Promise<void> {
  const { only, rotations, cells } = asked;
  const program = join(import.meta.dirname, 'job-process.ts');
  const processes = new Processes<Job, Figures>(asked.processes, program, say);
  try {
    const rows = await measureAll(only, rotations, (job) => processes.perform(job));
    const markdown = report(rows, rotations);
    console.log(markdown);
    if (cells) console.log(`\n${cellTable(rows)}`);
    if (isWhole(asked)) writeSection('takeover', markdown);
  } finally {
    processes.end();
  }
}

function say({ group, cell, ping, rule }: Job): void {
  if (cell > 1) return;
  console.error(`${new Date().toISOString().slice(11, 19)}  ${group}, rule ${rule}${ping ? ', ping' : ''}`);
}

/** What was asked for; nothing where that was help, or cannot be: commander has reported it. */
function commandLine(): CommandLine | undefined {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
    return undefined;
  }
}
