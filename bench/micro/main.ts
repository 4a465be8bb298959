/**
 * `npm run bench:micro`: what a frame costs between the socket and the subscriber, without any network, with 1 to 1,000
 * typed streams: decoded and routed alone, and through the whole client. Beside them the least that anybody pays,
 * `JSON.parse` and a `Map` of subjects, and a bare `webSocket()` that feeds such a `Map`. All are measured in turns, so
 * that a noisy moment meets all, and each in a process of its own: the code that others compiled makes it slower by half.
 * Writes bench/RESULTS.md.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { machine } from '../machine';
import { median } from '../median';
import { table, writeSection } from '../results';
import { ways } from './ways';

const STREAMS = [1, 10, 100, 1_000];
const ROUNDS = 5;

const run = promisify(execFile);

const script = join(import.meta.dirname, 'dist', 'one-way.js');

async function measured(way: number, streams: number): Promise<number> {
  const { stdout } = await run(process.execPath, [script, String(way), String(streams)]);
  return Number(stdout);
}

// Beforehand, as what runs TypeScript at once names each function when it is made, which a frame would pay for.
await build({
  entryPoints: [join(import.meta.dirname, 'one-way.ts')],
  outfile: script,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
});
const rows: string[][] = [];
for (const streams of STREAMS) {
  const samples: number[][] = ways.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [way, times] of samples.entries()) times.push(await measured(way, streams));
  }
  const all = samples.map(median);
  const [floor = NaN, routed = NaN, bareSocket = NaN, whole = NaN] = all;
  rows.push([
    String(streams),
    ...all.map((value) => value.toFixed(0)),
    (routed / floor).toFixed(2),
    (whole / bareSocket).toFixed(2),
  ]);
}

const head = ['streams', ...ways.map(([name]) => `${name}, ns`), 'routed ÷ `Map`', 'client ÷ bare'];
const markdown = `## A frame, without a network

${machine('mitata', 'rxjs')}. ${ROUNDS} rounds in turns, each way in a process of its own, medians.

${table(head, rows)}`;
console.log(markdown);
writeSection('micro', markdown);
process.exit();
