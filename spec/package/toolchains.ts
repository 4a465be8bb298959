/**
 * `npm run test:toolchains`: the packed tarball in other people's tools, each installed in a temporary folder: webpack and
 * Parcel, four versions of TypeScript, and the generators of docs/recipes.md. A line for each check; the first that fails
 * ends it with a line that says why, and exit code 1.
 */
import { join } from 'node:path';
import { BUNDLERS, checkBundlers } from './bundlers';
import { checkGeneratedTypes, GENERATOR, PACKAGES_OF_GENERATED } from './generated-types';
import { pack } from './packed';
import { createProject } from './project';
import { runChecks } from './report';
import { ALIASES, checkTypeVersions, PACKAGES_OF_TYPE_TESTS } from './type-versions';

await runChecks('toolchains', async ({ repository, temporary, check }) => {
  const { tarball, specifiers } = await check(
    'npm pack',
    () => pack(repository, temporary),
    (packed) => packed.specifiers.join(', '),
  );
  const project = (name: string, packages: readonly string[], further: readonly string[]) =>
    createProject({ repository, tarball, folder: join(temporary, name), packages, further });
  await check('webpack and Parcel bundle every entry for pages', async () =>
    checkBundlers(await project('bundlers', ['rxjs'], BUNDLERS), specifiers),
  );
  await check('the type tests hold against its declarations', async () =>
    checkTypeVersions(await project('types', PACKAGES_OF_TYPE_TESTS, ALIASES), repository),
  );
  await check('the recipe of generated types', async () =>
    checkGeneratedTypes(await project('models', PACKAGES_OF_GENERATED, [GENERATOR])),
  );
});
