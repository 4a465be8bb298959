/**
 * `npm run size`: what each part of the package, and each of its peers, adds to a page: bundled and minified by esbuild,
 * then compressed. Beside rxjs is what comes on top of an application that has rxjs already. Writes bench/RESULTS.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, sizeInWords, tarballSize, type Weighed } from '../../spec/package/tarball-size';
import { machine } from '../machine';
import { table, writeSection } from '../results';
import { sizeOf, type Bundled } from './bundle';
import { profileOf } from './stations';
import { own, peers, type Own } from './subjects';

const repository = join(import.meta.dirname, '..', '..');
/** The peers are installed there. */
const bench = join(repository, 'bench');

/** What `size-limit` holds each part to, in package.json, which `npm test` enforces. */
const limits = new Map(
  (
    JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      readonly 'size-limit': readonly { readonly name: string; readonly limit: string }[];
    }
  )['size-limit'].map(({ name, limit }) => [name, limit]),
);
const unknown = [...limits.keys()].filter((name) => !own.some((part) => part.name === name));
if (unknown.length > 0) {
  throw new Error(`package.json limits ${unknown.join(' and ')}, which bench/size/subjects.ts does not name.`);
}

const kB = (bytes: number): string => (bytes / 1_000).toFixed(2);
async function sizes(
  part: Bundled,
  folder = repository,
): Promise<readonly [minified: string, gzip: string, brotli: string, bytes: number]> {
  const { minified, gzip, brotli } = await sizeOf(part, folder);
  return [kB(minified), kB(gzip), kB(brotli), gzip];
}

async function ownRow(part: Own): Promise<readonly string[]> {
  const limit = limits.get(part.name) ?? '';
  const goal = part.goal?.toFixed(1) ?? '';
  const [minified, gzip, brotli, bytes] = await sizes(part);
  const over = part.goal === undefined ? undefined : bytes - part.goal * 1_000;
  const judged = over === undefined ? '' : over <= 0 ? 'reached' : `missed by ${kB(over)}`;
  return [part.name, minified, gzip, brotli, goal, judged, limit];
}

async function peerRow(peer: Bundled): Promise<readonly string[]> {
  const [minified, gzip, brotli] = await sizes(peer, bench);
  return [peer.name, minified, gzip, brotli];
}

const ownTable = table(
  ['kB of 1,000 bytes', 'minified', 'gzip', 'brotli', 'goal (gzip)', '', 'enforced by `npm test`'],
  await Promise.all(own.map(ownRow)),
);
const peerTable = table(['kB of 1,000 bytes', 'minified', 'gzip', 'brotli'], await Promise.all(peers.map(peerRow)));
/** The files of a station that are named in the profile. */
const NAMED = 5;
const { shares, gzip, wordless } = await profileOf(repository);
const profile = table(
  ['station', 'minified', 'its largest files'],
  shares.map(({ station, minified, files }) => [
    station,
    kB(minified),
    files
      .slice(0, NAMED)
      .map(([file, bytes]) => `${file} ${kB(bytes)}`)
      .join(', '),
  ]),
);
const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
// The documented shape of its report.
const [tarball] = JSON.parse(execFileSync('npm', pack, { cwd: repository, encoding: 'utf8' })) as Weighed[];
if (!tarball) throw new Error('npm pack reported no tarball.');
const { packed, unpacked, files } = LIMITS;
const markdown = `## Size

${machine('esbuild', 'rxjs', 'partysocket', 'reconnecting-websocket', 'graphql-ws', '@stomp/rx-stomp', 'socket.io-client', 'centrifuge')}

${ownTable}

What a user would pick instead:

${peerTable}

Where the bytes of \`gatewaySocket\` are, from its sources:

${profile}

Of its ${kB(gzip)} kB in gzip so bundled, ${kB(gzip - wordless)} are words: what errors, faults and hints say.

The tarball has ${sizeInWords(tarballSize(tarball))}. It may have ${packed} kB, ${unpacked} kB and ${files}, which \`npm test\` enforces.

\`size-limit\`, by which \`npm test\` enforces the last column, takes off what an empty bundle weighs, some 50 bytes.`;
console.log(markdown);
writeSection('size', markdown);
