/**
 * `prepack` and `postpack`: puts the README of the package in the place of the repository's while npm packs, and the
 * repository's back afterwards.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, copyFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { packedReadme } from './packed-readme';
import { repositoryPage, type Manifest } from './placeholders';

const README = 'README.md';
/** Its name while npm packs. */
const KEPT = '.readme-of-the-repository.md';

// Also where an earlier `npm pack` was interrupted.
if (existsSync(KEPT)) renameSync(KEPT, README);
if (process.argv[2] === 'packed') {
  const report = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { encoding: 'utf8' });
  // The documented shape of its report, and of the manifest that this repository holds.
  const [tarball] = JSON.parse(report) as { readonly files: readonly { readonly path: string }[] }[];
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const packed = new Set(tarball?.files.map(({ path }) => path));
  const readme = packedReadme(readFileSync(README, 'utf8'), packed, repositoryPage(manifest));
  copyFileSync(README, KEPT);
  writeFileSync(README, readme);
}
