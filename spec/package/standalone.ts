import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { CheckError, run } from './command';
import { makesCodeOfText } from './core-imports';

const NAME = 'rx-gateway-socket';

/**
 * How Node gets what each file exports. The classic script runs as a page runs it, where what it declares is a global, and
 * as a CommonJS module.
 */
const WAYS = [
  [`${NAME}.mjs`, `const it = await import('./${NAME}.mjs')`],
  [`${NAME}.iife.js`, `const it = createRequire(import.meta.url)('./${NAME}.iife.js')`],
  [
    `${NAME}.iife.js`,
    `runInThisContext(readFileSync('${NAME}.iife.js', 'utf8')); const it = globalThis.rxGatewaySocket`,
  ],
] as const;

/** Prints the names of the exports, and fails where the client or an operator does not work. */
const script = (way: string): string => `
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
const before = Reflect.ownKeys(globalThis);
${way};
const left = Reflect.ownKeys(globalThis).filter((name) => !before.includes(name));
assert.ok(left.every((name) => name === 'rxGatewaySocket'), 'it leaves ' + left.join(', ') + ' behind');
const socket = it.gatewaySocket({ url: 'wss://ws.example.com' });
assert.equal(await it.firstValueFrom(socket.status$.pipe(it.map(({ state }) => state))), 'idle');
assert.throws(() => it.gatewaySocket({ url: 'nonsense' }), (error) => error instanceof it.ConfigError);
console.log(Object.keys(it).sort().join(' '));
`;

/**
 * Each of the standalone files is copied into a folder of its own, where there is no rxjs and nothing else, and used. All
 * export the same names.
 */
export async function checkStandalone(repository: string, folder: string): Promise<string> {
  const exported = new Set<string>();
  for (const [file, way] of WAYS) {
    const built = join(repository, 'dist', 'standalone', file);
    const text = readFileSync(built, 'utf8');
    if (!text.startsWith(`/*! ${NAME} `) || !text.includes('Apache-2.0'))
      throw new CheckError(`${file} names no licence`);
    if (text.includes('sourceMappingURL')) throw new CheckError(`${file} names a map, which a copy has not`);
    if (makesCodeOfText(text)) throw new CheckError(`${file} makes code of text`);
    const alone = join(folder, file);
    mkdirSync(alone, { recursive: true });
    copyFileSync(built, join(alone, file));
    writeFileSync(join(alone, 'use.mjs'), script(way));
    exported.add(await run(process.execPath, ['use.mjs'], alone));
  }
  if (exported.size !== 1)
    throw new CheckError('the standalone files differ in what they export', [...exported].join('\n'));
  const bytes = gzipSync(readFileSync(join(repository, 'dist', 'standalone', `${NAME}.mjs`)), { level: 9 }).length;
  return `${[...new Set(WAYS.map(([file]) => file))].join(', ')}; ${(bytes / 1_000).toFixed(1)} kB gzip`;
}
