/**
 * `npm run test:package`: packs what `npm run build` made and looks at it from outside, as npm, bundlers, TypeScript
 * and Node do. A line for each check; the first that fails ends it with a line that says why, and exit code 1.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkBuildsInNode, checkBuildsOfEsbuild } from './builds';
import { CheckError } from './command';
import { checkContents, checkTexts } from './contents';
import { checkCoreBundle, checkCoreSources, checkDescribeApart, checkNoCodeOfText } from './core-imports';
import { checkWithAttw, checkWithPublint } from './linters';
import { pack } from './packed';
import { checkPage } from './page';
import { createProject, type Project } from './project';
import { runChecks, type Checks } from './report';
import { checkStandalone } from './standalone';
import { checkSize } from './tarball-size';
import { checkTypes } from './type-consumers';

await runChecks('package', async (checks) => {
  const { repository, temporary, check } = checks;
  await check('core files import only rxjs and each other', () => checkCoreSources(repository));
  await check('the core bundle imports only rxjs', () => checkCoreBundle(repository));
  await check("describe() is not in the core's bundle", () => checkDescribeApart(repository));
  await check('the core runs under a strict Content-Security-Policy', () => checkNoCodeOfText(repository));

  const packed = await check(
    'npm pack',
    () => pack(repository, temporary),
    ({ specifiers }) => specifiers.join(', '),
  );
  const { tarball, specifiers, manifest, files } = packed;
  await check('the tarball holds what it should', () => checkContents(packed));
  await check('the tarball is no larger than it may be', () => checkSize(packed.size));
  await check('publint', () => checkWithPublint(packed));
  await check('are the types wrong', () => checkWithAttw(packed, repository));

  await check('each standalone file works alone', () => checkStandalone(repository, join(temporary, 'alone')));

  const bare = await check(
    'installs with rxjs alone',
    () => createProject({ repository, tarball, folder: join(temporary, 'bare'), packages: ['rxjs'] }),
    nothingUnasked,
  );
  await check('the core touches and opens nothing at import', () => bare.node('import-quietly.mjs'));

  const packages = ['rxjs', 'ws', '@angular/core', 'typescript', '@types/node', 'vite', 'jest'];
  const full = await check(
    'installs with every peer',
    () => createProject({ repository, tarball, folder: join(temporary, 'full'), packages }),
    () => packages.join(', '),
  );
  await check('its README leads somewhere, and no file says where it was built', () =>
    checkTexts(join(full.folder, 'node_modules', manifest.name), files, repository),
  );
  await check('every entry works from ESM', () => full.node('import-entries.mjs', ...specifiers));
  await check('every entry works from CommonJS', () => full.node('require-entries.cjs', ...specifiers));
  await check('Node takes the default build', () => checkBuildsInNode(full, specifiers));
  await check('esbuild takes the default build', () => checkBuildsOfEsbuild(full));
  await checkUse(checks, full, Object.keys(manifest.bin));
});

/** What an application does with it. */
async function checkUse({ check }: Checks, full: Project, commands: readonly string[]): Promise<void> {
  await check('twelve mistakes of new users are named on the console within ten seconds', async () => {
    await full.node('mistakes.mjs');
  });
  await check('what would fail in silence is printed', async () => {
    await full.node('silent.mjs');
  });
  for (const command of commands)
    await check(
      `npx ${command} --help`,
      () => full.npx(command, '--help'),
      (usage) => usage.split('\n')[0] ?? '',
    );
  await check('TypeScript compiles against it', () => checkTypes(full));
  await check('Vite bundles a page with it', () => checkPage(full));
  await check("an application's own tests run in jest, as CommonJS", async () => {
    await full.npx('jest', 'toasts.test.cjs');
    return 'fake timers, and no flag for ES modules';
  });
}

function nothingUnasked({ folder }: Project): string {
  const unasked = ['ws', '@angular/core', 'commander', 'picocolors'].filter((name) =>
    existsSync(join(folder, 'node_modules', name)),
  );
  if (unasked.length > 0) throw new CheckError(`brings ${unasked.join(', ')} unasked`);
  return 'no ws, no Angular, and no tool of the command';
}
