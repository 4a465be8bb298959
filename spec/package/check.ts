/**
 * `npm run test:package`: packs what `npm run build` made and looks at it from outside, as npm, bundlers, TypeScript
 * and Node do. A line for each check; the first that fails ends it with a line that says why, and exit code 1.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckError, interrupt } from './command';
import { checkContents } from './contents';
import { checkCoreBundle, checkCoreSources, checkNoCodeOfText } from './core-imports';
import { checkWithAttw, checkWithPublint } from './linters';
import { pack } from './packed';
import { checkPage } from './page';
import { createProject } from './project';
import { checkSourceMaps } from './source-maps';
import { checkTypes } from './type-consumers';

const repository = join(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'rx-gateway-socket-'));

process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

let title = '';
const say = (result: string): void => console.log(`ok      ${title}${result && `: ${result}`}`);

async function checkPackage(): Promise<void> {
  title = 'core files import only rxjs and each other';
  say(checkCoreSources(repository));
  title = 'the core bundle imports only rxjs';
  say(checkCoreBundle(repository));
  title = 'the core runs under a strict Content-Security-Policy';
  say(checkNoCodeOfText(repository));

  title = 'npm pack';
  const packed = await pack(repository, temporary);
  const { tarball, specifiers, manifest, files } = packed;
  say(specifiers.join(', '));
  title = 'the tarball holds what it should';
  say(checkContents(packed));
  title = 'publint';
  say(await checkWithPublint(packed));
  title = 'are the types wrong';
  say(await checkWithAttw(packed, repository));

  title = 'installs with rxjs alone';
  const bare = await createProject({ repository, tarball, folder: join(temporary, 'bare'), packages: ['rxjs'] });
  const unasked = ['ws', '@angular/core', 'commander', 'picocolors'].filter((name) =>
    existsSync(join(bare.folder, 'node_modules', name)),
  );
  if (unasked.length > 0) throw new CheckError(`brings ${unasked.join(', ')} unasked`);
  say('no ws, no Angular, and no tool of the command');
  title = 'the core touches and opens nothing at import';
  say(await bare.node('import-quietly.mjs'));

  title = 'installs with every peer';
  const packages = ['rxjs', 'ws', '@angular/core', 'typescript', '@types/node', 'vite', 'jest'];
  const full = await createProject({ repository, tarball, folder: join(temporary, 'full'), packages });
  say(packages.join(', '));
  title = 'source maps hold their sources';
  say(checkSourceMaps(join(full.folder, 'node_modules', manifest.name), files, repository));
  title = 'every entry works from ESM';
  say(await full.node('import-entries.mjs', ...specifiers));
  title = 'every entry works from CommonJS';
  say(await full.node('require-entries.cjs', ...specifiers));
  title = 'twelve mistakes of new users are named on the console within ten seconds';
  await full.node('mistakes.mjs');
  say('');
  for (const command of Object.keys(manifest.bin)) {
    title = `npx ${command} --help`;
    const [usage = ''] = (await full.npx(command, '--help')).split('\n');
    say(usage);
  }
  title = 'TypeScript compiles against it';
  say(await checkTypes(full));
  title = 'Vite bundles a page with it';
  say(await checkPage(full));
  title = "an application's own tests run in jest, as CommonJS";
  await full.npx('jest', 'toasts.test.cjs');
  say('fake timers, and no flag for ES modules');
}

try {
  await checkPackage();
} catch (error: unknown) {
  if (error instanceof CheckError && error.output !== '') console.error(error.output);
  console.error(`FAILED  ${title}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  // However it ends, it leaves nothing behind.
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
