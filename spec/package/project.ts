import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command';

/** Where the tarball is installed and used as an application would: outside the repository, from its own packages. */
export interface Project {
  readonly folder: string;
  /** Runs a script of spec/package/consumer here, with this Node. */
  readonly node: (script: string, ...args: readonly string[]) => Promise<string>;
  /** The same with another Node. */
  readonly nodeAt: (path: string, script: string, ...args: readonly string[]) => Promise<string>;
  /** Runs a command of an installed package. */
  readonly npx: (command: string, ...args: readonly string[]) => Promise<string>;
}

interface ProjectOptions {
  readonly repository: string;
  readonly folder: string;
  readonly tarball: string;
  /** Packages to install with it, in the versions that the repository itself uses, which npm has in its cache. */
  readonly packages: readonly string[];
  /** Further ones that the repository does not have, each with its version. */
  readonly further?: readonly string[];
}

export async function createProject({
  repository,
  folder,
  tarball,
  packages,
  further = [],
}: ProjectOptions): Promise<Project> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  cpSync(join(repository, 'spec', 'package', 'consumer'), folder, { recursive: true });
  const specs = packages.map((name) => `${name}@${installedVersion(repository, name)}`);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...quiet, tarball, ...specs, ...further], folder);
  return {
    folder,
    node: (script, ...args) => run(process.execPath, [script, ...args], folder),
    nodeAt: (path, script, ...args) => run(path, [script, ...args], folder),
    npx: (command, ...args) => run('npx', ['--no-install', command, ...args], folder),
  };
}

function installedVersion(repository: string, name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8'));
  // Every installed package has a version.
  return (manifest as { version: string }).version;
}
