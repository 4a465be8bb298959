import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError, run } from './command';

/** A Node of its own, from the npm package that carries one, in a folder that the caller throws away; resolves to its path. */
export async function installNode(version: string, temporary: string): Promise<string> {
  const folder = join(temporary, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`], folder);
  const path = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(path)) throw new CheckError(`the package node@${version} brought no ${path}`);
  return path;
}
