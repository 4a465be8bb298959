/**
 * `npm run release`: takes the changesets, sets the version and writes CHANGELOG.md. `-- add` writes a changeset.
 * `-- publish` publishes the version to npm: for the workflow that a tag starts. All but `add` refuse while package.json has
 * placeholders.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { placeholders, type Manifest } from './placeholders';

/** Not a dependency of this repository: it would bring 80 packages for one command. */
const CHANGESETS = '@changesets/cli@2.29.7';
const STEPS: Readonly<Record<string, readonly (readonly [command: string, ...args: string[]])[]>> = {
  add: [['npx', '--yes', CHANGESETS, 'add']],
  version: [
    ['npx', '--yes', CHANGESETS, 'version'],
    // The lockfile has the version, too.
    ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
  ],
  publish: [['npm', 'publish', '--provenance', '--access', 'public']],
};

function refuse(reason: string): never {
  console.error(reason);
  process.exit(1);
}

const [step = 'version'] = process.argv.slice(2);
const commands = STEPS[step];
if (commands === undefined) refuse(`There is no step "${step}". There are: ${Object.keys(STEPS).join(', ')}.`);

// The shape of the manifest that this repository holds.
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest & { readonly version: string };
const wanting = step === 'add' ? [] : placeholders(manifest);
if (wanting.length > 0) {
  refuse(['package.json is not ready for a release:', ...wanting.map((line) => `- ${line}`)].join('\n'));
}
const tag = process.env.GITHUB_REF_NAME;
if (step === 'publish' && tag !== `v${manifest.version}`) {
  refuse(
    `The tag is ${tag ?? 'missing'}, and package.json has version ${manifest.version}: push the tag v${manifest.version}.`,
  );
}

for (const [command, ...args] of commands) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (step === 'version') {
  console.log('Read CHANGELOG.md, commit, and push the tag of the version in package.json: the workflow publishes it.');
}
