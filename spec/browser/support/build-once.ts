import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { run } from '../../package/command';
import { builtClient, builtPage, repository } from './built';
import { buildSharedPage } from './shared-tabs';
import { findBrowser, howToGet, type BrowserName } from './find-browser';

/** Before all specs: there is a browser, and what it shows is built. */
export default async function buildOnce(): Promise<void> {
  const began = Date.now();
  const names: readonly BrowserName[] = ['Chromium', 'Firefox', 'WebKit'];
  const missing = names.filter((name) => findBrowser(name) === undefined);
  // One is enough for local work; CI needs all of them.
  if (missing.length === names.length || (process.env.CI && missing.length > 0)) {
    throw new Error(missing.map(howToGet).join('\n'));
  }
  for (const name of missing) console.warn(`\n${howToGet(name)} Its specs are left out.`);

  await rm(builtClient, { recursive: true, force: true });
  await mkdir(builtClient, { recursive: true });
  await writeFile(
    join(builtClient, 'index.html'),
    '<!doctype html><title>client</title><link rel="icon" href="data:,"><script src="client.js"></script>',
  );
  const vite = join(repository, 'node_modules/vite/bin/vite.js');
  await Promise.all([
    run(
      process.execPath,
      [vite, 'build', 'examples/browser', '--outDir', builtPage, '--emptyOutDir', '--logLevel', 'warn'],
      repository,
    ),
    buildSharedPage(),
    build({
      entryPoints: [join(repository, 'spec/django/support/client-in-page.ts')],
      outfile: join(builtClient, 'client.js'),
      bundle: true,
      format: 'iife',
      target: 'es2022',
      logLevel: 'silent',
    }),
  ]);
  console.log(`\npage and client built in ${((Date.now() - began) / 1_000).toFixed(1)} s`);
}
