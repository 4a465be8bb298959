import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { CheckError, run } from './command';
import { installNode } from './installed-node';

/** What each version of Angular is built with: its TypeScript, and a Node where this one may be too old for it. */
const VERSIONS: Readonly<Record<string, { readonly typescript: string; readonly node?: string }>> = {
  20: { typescript: '~5.9.3' },
  21: { typescript: '~5.9.3' },
  22: { typescript: '~6.0.3', node: '22' },
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
  const project = copyOfExample(repository, join(temporary, `angular-${version}`));
  setVersions(project, tarball, version, needed.typescript);
  await run('npm', ['install', ...QUIET], project);
  const node = needed.node === undefined ? process.execPath : await installNode(needed.node, temporary);
  await run(node, [join('node_modules', '@angular', 'cli', 'bin', 'ng.js'), 'build'], project);
  const folder = join(project, 'dist', 'browser');
  return { folder, says: `${await versionsOf(project, node)}, ${checkBundle(folder)}` };
}

/** The example where nothing of the repository's own packages is found from it. */
function copyOfExample(repository: string, folder: string): string {
  const own = new Set(['node_modules', 'dist', '.angular']);
  cpSync(join(repository, 'examples', 'angular'), folder, {
    recursive: true,
    filter: (path) => !own.has(basename(path)),
  });
  return folder;
}

function setVersions(folder: string, tarball: string, version: string, typescript: string): void {
  const file = join(folder, 'package.json');
  // The example's own package.json has both.
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<Part, Record<string, string>>;
  const set = (part: Part) =>
    Object.fromEntries(
      Object.entries(manifest[part]).map(([name, range]) => [
        name,
        name.startsWith('@angular/') ? `^${version}.0.0` : range,
      ]),
    );
  const dependencies = { ...set('dependencies'), 'rx-gateway-socket': `file:${tarball}` };
  const devDependencies = { ...set('devDependencies'), typescript };
  writeFileSync(file, JSON.stringify({ ...manifest, dependencies, devDependencies }));
}

type Part = 'dependencies' | 'devDependencies';

async function versionsOf(folder: string, node: string): Promise<string> {
  const { version } = JSON.parse(
    readFileSync(join(folder, 'node_modules', '@angular', 'core', 'package.json'), 'utf8'),
  ) as { version: string };
  return `${version} on Node ${(await run(node, ['--version'], folder)).trim()}`;
}

/** The application is there, with the client in it once. */
function checkBundle(folder: string): string {
  if (!existsSync(join(folder, 'index.html'))) throw new CheckError('built no index.html');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const text = scripts.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  // A message of its own that no minifier changes: twice would be two copies of the core, whose errors are strangers.
  const copies = text.split('the token endpoint answered').length - 1;
  if (copies !== 1) throw new CheckError(`the bundle holds the client ${copies} times`);
  const bytes = scripts.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return `${Math.round(bytes / 1_000)} kB of script`;
}
