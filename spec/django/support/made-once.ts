import { mkdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { bundlePage } from '../../../examples/django/launch/bundle';
import { cacheDirectory, root } from '../../../examples/django/launch/directories';
import { manage } from '../../../examples/django/launch/django';
import { pythonEnvironment } from '../../../examples/django/launch/python-environment';

export const venv = join(cacheDirectory, 'venv');
const specsDirectory = join(cacheDirectory, 'specs');
export const migratedDatabase = join(specsDirectory, 'db.sqlite3');
export const clientBundle = join(specsDirectory, 'client-in-page.js');

/** What makes the example's site the one that specs can steer. */
export const specsEnvironment = {
  DJANGO_SETTINGS_MODULE: 'specs.settings',
  // Each request, as a site would log it.
  EXAMPLE_LOG_LEVEL: 'INFO',
  PYTHONPATH: [join(root, 'spec/django/site'), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
};

/** Before all specs: what they share and none changes. */
export default async function makeOnce(): Promise<void> {
  const began = Date.now();
  const python = await pythonEnvironment(venv);
  await rm(specsDirectory, { recursive: true, force: true });
  await mkdir(specsDirectory, { recursive: true });
  const settings = { python, state: specsDirectory, gatewayPort: 1, env: specsEnvironment };
  await manage(settings, 'migrate', '--verbosity', '0');
  await manage(settings, 'set_up_example');
  await bundlePage();
  await build({
    entryPoints: [join(root, 'spec/django/support/client-in-page.ts')],
    outfile: clientBundle,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  console.log(`\nvirtual environment, database and bundles: ${((Date.now() - began) / 1_000).toFixed(1)} s`);
}
