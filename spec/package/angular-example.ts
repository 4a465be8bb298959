import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { checkOneClient, type Build } from './builds';
import { CheckError, run } from './command';
import { installNode } from './installed-node';

/** What a version of Angular is built with. */
interface Needed {
  readonly typescript: string;
  /** A Node of its own, where this one may be too old for it. */
  readonly node?: string;
  /** What `ng new` installs for tests, where it does so with vitest. */
  readonly tests?: Readonly<Record<string, string>>;
}

const VERSIONS: Readonly<Record<string, Needed>> = {
  20: { typescript: '~5.9.3' },
  21: { typescript: '~5.9.3', tests: { vitest: '^4.0.0', jsdom: '^27.0.0' } },
  22: { typescript: '~6.0.3', node: '22', tests: { vitest: '^5.0.0', jsdom: '^30.0.0', '@types/node': '^22.0.0' } },
};

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** What an example is built from, and where. */
export interface ExampleOptions {
  readonly repository: string;
  /** A folder that the caller throws away. */
  readonly temporary: string;
  /** The packed package. */
  readonly tarball: string;
  /** The major version of Angular. */
  readonly version: string;
}

/** A built example. */
export interface BuiltExample {
  /** What a server has to serve. */
  readonly folder: string;
  /** The folder above it, in which its packages are installed. */
  readonly packages: string;
  /** Runs a command of the Angular CLI in a folder. */
  readonly ng: (cwd: string, ...args: readonly string[]) => Promise<string>;
  /** Whether what `ng new` needs for its tests is installed, too. */
  readonly hasVitest: boolean;
  /** With what it was built, and how large it is. */
  readonly says: string;
}

/** Builds examples/angular outside the repository, with the packed package, as an application would have it. */
export async function buildAngularExample({
  repository,
  temporary,
  tarball,
  version,
}: ExampleOptions): Promise<BuiltExample> {
  const needed = VERSIONS[version];
  if (needed === undefined) throw new CheckError(`is not among ${Object.keys(VERSIONS).join(', ')}`);
  // Above the example, so that another project beside it finds the same packages.
  const packages = join(temporary, `angular-${version}`);
  const project = copyOfExample(repository, join(packages, 'example'));
  setVersions(project, packages, { tarball, version, needed });
  await run('npm', ['install', ...QUIET], packages);
  const node = needed.node === undefined ? process.execPath : await installNode(needed.node, temporary);
  const cli = join(packages, 'node_modules', '@angular', 'cli', 'bin', 'ng.js');
  const ng = (cwd: string, ...args: readonly string[]) => run(node, [cli, ...args], cwd);
  const folder = join(project, 'dist', 'browser');
  await ng(project, 'build', '--configuration', 'development');
  checkBundle(folder, 'default');
  await ng(project, 'build');
  const says = `${await versionsOf(packages, node)}, ${checkBundle(folder, 'production')}, in development with words`;
  return { folder, packages, ng, hasVitest: needed.tests !== undefined, says };
}

/** The example where none of the repository's own packages is found from it. */
function copyOfExample(repository: string, folder: string): string {
  const own = new Set(['node_modules', 'dist', '.angular']);
  cpSync(join(repository, 'examples', 'angular'), folder, {
    recursive: true,
    filter: (path) => !own.has(basename(path)),
  });
  return folder;
}

interface Wanted {
  readonly tarball: string;
  readonly version: string;
  readonly needed: Needed;
}

function setVersions(project: string, packages: string, { tarball, version, needed }: Wanted): void {
  // The example's own package.json has both.
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<
    Part,
    Record<string, string>
  >;
  const set = (part: Part) =>
    Object.fromEntries(
      Object.entries(manifest[part]).map(([name, range]) => [
        name,
        name.startsWith('@angular/') ? `^${version}.0.0` : range,
      ]),
    );
  const dependencies = { ...set('dependencies'), 'rx-gateway-socket': `file:${tarball}` };
  // With what a project of `ng new` needs beside.
  const beside = { tslib: '^2.3.0', '@angular/router': `^${version}.0.0`, ...needed.tests };
  const devDependencies = { ...set('devDependencies'), ...beside, typescript: needed.typescript };
  writeFileSync(join(packages, 'package.json'), JSON.stringify({ ...manifest, dependencies, devDependencies }));
}

type Part = 'dependencies' | 'devDependencies';

async function versionsOf(folder: string, node: string): Promise<string> {
  const { version } = JSON.parse(
    readFileSync(join(folder, 'node_modules', '@angular', 'core', 'package.json'), 'utf8'),
  ) as { version: string };
  return `${version} on Node ${(await run(node, ['--version'], folder)).trim()}`;
}

/** The application is there, with the client in it once, of that build. */
function checkBundle(folder: string, build: Build): string {
  if (!existsSync(join(folder, 'index.html'))) throw new CheckError('built no index.html');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const text = scripts.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  checkOneClient(text, build);
  const bytes = scripts.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return `${Math.round(bytes / 1_000)} kB of script`;
}
