import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run } from './command';
import type { Project } from './project';
import { CHECKED, LIBRARY, OLDER_LIBRARY, STRICT } from './type-consumers';

/** The oldest TypeScript that is promised, the last ones of the two older lines, and the newest. */
const VERSIONS = ['5.2', '5.9', '6.0', '7.0'] as const;

/** Angular 20 and newer are compiled with a newer TypeScript than this. */
const WITHOUT_ANGULAR: readonly string[] = ['5.2'];

/** What the type tests import beside the package. */
export const PACKAGES_OF_TYPE_TESTS = [
  ...['rxjs', 'ws', '@types/node', '@types/ws', 'zod', 'valibot', 'arktype', '@standard-schema/spec'],
  ...['core', 'common', 'compiler', 'platform-browser'].map((name) => `@angular/${name}`),
];

/** Each TypeScript by a name of its own, beside the others. */
export const ALIASES = VERSIONS.map((version) => `typescript-${version}@npm:typescript@~${version}.0`);

const BUNDLER = ['--module', 'ESNext', '--moduleResolution', 'bundler'];
const NODE = ['--module', 'NodeNext', '--moduleResolution', 'nodenext', '--types', 'node'];

/**
 * The type tests of spec/types, and the consumers, against the declarations of the tarball in each version of TypeScript.
 *
 * @param repository whose spec/types it is
 */
export async function checkTypeVersions(project: Project, repository: string): Promise<string> {
  const tests = typeTests(project.folder, repository);
  const consumers = readdirSync(project.folder).filter((file) =>
    /^typed-(client|testing|local-gateway)\.ts$/.test(file),
  );
  for (const version of VERSIONS) {
    const tsc = join('node_modules', `typescript-${version}`, 'bin', 'tsc');
    const compile = (...args: readonly string[]) => run(process.execPath, [tsc, ...STRICT, ...args], project.folder);
    const files = tests.filter((file) => !file.endsWith('angular.ts') || !WITHOUT_ANGULAR.includes(version));
    // The declarations of the other packages are theirs.
    await compile('--skipLibCheck', ...LIBRARY, ...BUNDLER, '--types', 'node', ...files);
    await compile(...CHECKED, ...LIBRARY, ...NODE, ...consumers);
    await compile(...CHECKED, ...OLDER_LIBRARY, ...BUNDLER, '--typeRoots', 'none', 'typed-client.ts');
  }
  return `${tests.length} files in TypeScript ${VERSIONS.join(', ')}`;
}

/** Copies the type tests, which then import the package as an application does. */
function typeTests(folder: string, repository: string): readonly string[] {
  const source = join(repository, 'spec', 'types');
  const names = readdirSync(source).filter(
    (name) => name.endsWith('.ts') && !/\.spec\.ts$|^language-service/.test(name),
  );
  mkdirSync(join(folder, 'types'));
  return names.map((name) => {
    const text = readFileSync(join(source, name), 'utf8').replaceAll(
      /'\.\.\/\.\.\/lib(\/[\w-]+)?'/g,
      "'rx-gateway-socket$1'",
    );
    writeFileSync(join(folder, 'types', name), text);
    return join('types', name);
  });
}
