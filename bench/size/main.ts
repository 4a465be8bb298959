/**
 * `npm run size`: what each part of the package, and each of its peers, adds to a page: minified by esbuild, then
 * compressed. `beside rxjs` is what comes on top of an application that has rxjs already. Writes bench/RESULTS.md.
 */
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { machine } from '../machine';
import { table, writeSection } from '../results';

const repository = join(import.meta.dirname, '..', '..');
const RXJS = ['rxjs', 'rxjs/*'];

interface Subject {
  readonly name: string;
  readonly code: string;
  /** What the page has already. */
  readonly external?: readonly string[];
  /** The most that it may be, in kB of 1,000 bytes, gzip: what was asked of it, whether or not it is reached. */
  readonly goal?: number;
}

const own = (name: string, goal: number): Subject => ({
  name: `\`${name}\` beside rxjs`,
  code: `export { ${name} } from './dist/index.mjs'`,
  external: RXJS,
  goal,
});

const OURS: readonly Subject[] = [
  own('gatewaySocket', 7.5),
  { name: '`gatewaySocket` with rxjs', code: "export { gatewaySocket } from './dist/index.mjs'", goal: 16.5 },
  own('ofType', 0.3),
  own('retryBackoff', 0.8),
  own('djangoToken', 1.2),
];

const PEERS: readonly Subject[] = [
  { name: 'rxjs `webSocket`, with rxjs', code: "export { webSocket } from 'rxjs/webSocket'" },
  { name: 'reconnecting-websocket', code: "export { default } from 'reconnecting-websocket'" },
  { name: 'partysocket', code: "export { WebSocket } from 'partysocket'" },
  { name: 'graphql-ws (client)', code: "export { createClient } from 'graphql-ws'" },
  { name: '@stomp/rx-stomp beside rxjs', code: "export { RxStomp } from '@stomp/rx-stomp'", external: RXJS },
  { name: 'socket.io-client', code: "export { io } from 'socket.io-client'" },
  { name: 'centrifuge', code: "export { Centrifuge } from 'centrifuge'" },
];

const kB = (bytes: number): string => (bytes / 1_000).toFixed(2);

async function row({ name, code, external = [], goal }: Subject): Promise<readonly string[]> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: repository, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: [...external],
    write: false,
    logLevel: 'error',
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error(`${name}: esbuild wrote nothing.`);
  const gzip = gzipSync(bundle.contents, { level: 9 }).length;
  const brotli = brotliCompressSync(bundle.contents).length;
  const judged =
    goal === undefined
      ? ''
      : gzip <= goal * 1_000
        ? `${goal}: reached`
        : `${goal}: missed by ${kB(gzip - goal * 1_000)}`;
  return [name, kB(bundle.contents.length), kB(gzip), kB(brotli), judged];
}

const head = ['kB of 1,000 bytes', 'minified', 'gzip', 'brotli', 'goal (gzip)'];
const rows = await Promise.all([...OURS, ...PEERS].map(row));
const markdown = `${machine('esbuild', 'rxjs')}\n\n${table(head, rows)}`;
console.log(markdown);
writeSection('size', markdown);
