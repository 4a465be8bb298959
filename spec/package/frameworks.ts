/**
 * `npm run test:frameworks`: puts the files of docs/react.md, docs/vue.md and docs/svelte.md into a project with the packed
 * tarball and the newest React, Vue and Svelte, compiles them, and runs them in jsdom and as a server does. What it
 * installs is thrown away.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CheckError, interrupt, run } from './command';
import { pack } from './packed';

const repository = join(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'rx-gateway-socket-frameworks-'));

/** In the versions that the repository uses, which npm has in its cache. */
const SHARED = ['rxjs', 'vite', 'vitest', 'jsdom', 'typescript'];
const FRAMEWORKS = ['react@19', 'react-dom@19', '@types/react@19', '@types/react-dom@19', 'vue@3', 'svelte@5'];
const PLUGINS = ['@vitejs/plugin-react@6', '@vitejs/plugin-vue@6', '@sveltejs/vite-plugin-svelte@7'];
const COMPILERS = ['vue-tsc@3', 'svelte-check@4'];
const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

let title = 'npm pack';
const say = (result: string): void => console.log(`ok      ${title}: ${result}`);

const versionIn = (folder: string, name: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
  // Every installed package has a version.
  return (manifest as { version: string }).version;
};

async function checkFrameworks(): Promise<void> {
  const { tarball } = await pack(repository, temporary);
  const folder = join(temporary, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'guides', private: true, type: 'module' }));
  cpSync(join(repository, 'spec', 'frameworks'), folder, { recursive: true });
  const npx = (...command: readonly string[]) => run('npx', ['--no-install', ...command], folder);

  title = 'installs beside React, Vue and Svelte';
  const shared = SHARED.map((name) => `${name}@${versionIn(repository, name)}`);
  await run('npm', ['install', ...QUIET, tarball, ...shared, ...FRAMEWORKS, ...PLUGINS, ...COMPILERS], folder);
  say(['react', 'vue', 'svelte'].map((name) => `${name} ${versionIn(folder, name)}`).join(', '));
  title = 'the guides for React and Vue compile';
  await npx('vue-tsc', '--noEmit');
  say('strict');
  title = 'the guide for Svelte compiles';
  await npx('svelte-check', '--fail-on-warnings', '--output', 'human');
  say('strict');
  title = 'the guides work, in a page and on a server';
  const output = await npx('vitest', 'run', '--no-color');
  say(/Tests\s+(.+)/.exec(output)?.[1] ?? 'passed');
}

try {
  await checkFrameworks();
} catch (error: unknown) {
  if (error instanceof CheckError && error.output !== '') console.error(error.output);
  console.error(`FAILED  ${title}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
