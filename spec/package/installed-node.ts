import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError, run } from './command';

/** A Node of its own, from the npm package that carries one, in a folder that the caller throws away; resolves to its path. */
export function installNode(version: string, temporary: string): Promise<string> {
  return installBinary(`node@${version}`, join('node', 'bin', 'node'), temporary);
}

/** The same for any npm package that carries a binary, which is at `binary` in node_modules. */
export async function installBinary(specifier: string, binary: string, temporary: string): Promise<string> {
  const folder = join(temporary, specifier.replace('@', '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', specifier], folder);
  const path = join(folder, 'node_modules', binary);
  if (!existsSync(path)) throw new CheckError(`the package ${specifier} brought no ${path}`);
  return path;
}
