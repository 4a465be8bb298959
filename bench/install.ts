/**
 * Installs the packages of a folder that is a package of its own, `bench` or `site`, where they are missing or older than its
 * lockfile. A command that needs them runs this first, because `npm ci` at the root installs none of them.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const folder = join(import.meta.dirname, '..', process.argv[2] ?? 'bench');

/** When a file here was written, in ms since 1970; 0 where there is none. */
const written = (file: string): number => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (written('node_modules/.package-lock.json') < written('package-lock.json')) {
  execFileSync('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund'], { stdio: 'inherit' });
}
