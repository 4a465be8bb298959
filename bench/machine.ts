import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** What a figure was measured on: without it, it cannot be compared with another. */
export function machine(...packages: readonly string[]): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const versions = packages.map((name) => `${name} ${versionOf(name)}`);
  const host = [`Node ${process.version}`, type(), `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}`, memory];
  return [new Date().toISOString().slice(0, 10), ...host, ...versions].join(', ');
}

function versionOf(name: string): string {
  const [file] = ['.', '..']
    .map((folder) => join(import.meta.dirname, folder, 'node_modules', name, 'package.json'))
    .filter((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} is not installed.`);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}
