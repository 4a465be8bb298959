/**
 * `npm run bench:profile -- [contender] [inbound|outbound|queued] [streams]`: where the CPU time of a contender goes, by the
 * function that spends it and by the package that it is in. Ours, inbound, one stream where nothing is said.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../results';
import { compile } from './compile';
import { OWN } from './contenders/all';
import type { Figures } from './figures';
import { runScript } from './run-script';

const [contender = OWN, task = 'inbound', streams = '1'] = process.argv.slice(2);
const WARM_UP = 50_000;
const MESSAGES = 100_000;
const FUNCTIONS = 25;

const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
try {
  await compile();
  const file = join(folder, 'client.cpuprofile');
  const { microseconds } = await runScript<Figures>(
    'client-process',
    contender,
    task,
    streams,
    WARM_UP,
    MESSAGES,
    1,
    file,
  );
  const { nodes, samples = [], timeDeltas = [] } = JSON.parse(readFileSync(file, 'utf8')) as Profiler.Profile;
  const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [byFunction, byPackage] = [new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, key: string, time: number) => to.set(key, (to.get(key) ?? 0) + time);
  samples.forEach((id, index) => {
    const frame = byId.get(id);
    // Waiting for messages is nobody's work.
    if (!frame || frame.functionName === '(idle)') return;
    const time = (timeDeltas[index] ?? 0) / MESSAGES;
    const place = placeOf(frame);
    add(byPackage, place.split(':')[0] ?? place, time);
    add(byFunction, `\`${frame.functionName || '(anonymous)'}\` ${place}`, time);
  });
  const rows = (times: Map<string, number>) =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, FUNCTIONS)
      .map(([name, time]) => [name, time.toFixed(3)]);
  console.log(`${contender}, ${task}, ${streams} streams: ${(microseconds[0] ?? NaN).toFixed(2)} µs a message\n`);
  console.log(`${table(['by package', 'µs a message'], rows(byPackage))}\n`);
  console.log(table(['by function, its own time', 'µs a message'], rows(byFunction)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The package, or the part of Node, that a function is in, and its line. */
function placeOf({ url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(url);
  if (inPackage) return `${inPackage[1] ?? ''}: ${inPackage[2] ?? ''}:${lineNumber + 1}`;
  const inBuild = /\/dist\/([^/]+\.(?:mjs|js))$/.exec(url);
  if (url.includes('/bench/peers/dist/')) return `the benchmark: ${inBuild?.[1] ?? url}:${lineNumber + 1}`;
  if (inBuild) return `${OWN}: ${inBuild[1] ?? ''}:${lineNumber + 1}`;
  return url === '' ? 'the engine' : `Node: ${url}:${lineNumber + 1}`;
}
