/**
 * Installs the packages of this folder where they are missing or older than its lockfile. What runs a benchmark runs this
 * first, since `npm ci` at the root installs none of them.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** When a file here was written, in ms since 1970; 0 where there is none. */
const written = (file: string): number =>
  statSync(join(import.meta.dirname, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (written('node_modules/.package-lock.json') < written('package-lock.json')) {
  execFileSync('npm', ['ci', '--prefix', import.meta.dirname, '--no-audit', '--no-fund'], { stdio: 'inherit' });
}
