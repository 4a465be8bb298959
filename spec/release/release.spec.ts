import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

const ready = {
  name: 'rx-gateway-socket',
  version: '1.2.3',
  repository: 'https://github.com/jane-doe/rx-gateway-socket',
  homepage: 'https://jane-doe.github.io/rx-gateway-socket/',
  bugs: 'https://github.com/jane-doe/rx-gateway-socket/issues',
  author: 'Jane Doe',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rx-gateway-socket-release-'));
  // In the place of npm and npx: they note how they were called.
  for (const name of ['npm', 'npx']) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${join(folder, 'calls')}"\n`);
    chmodSync(file, 0o755);
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm run release` with a package.json of its own. */
function release(manifest: object, args: readonly string[] = [], tag?: string) {
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const node = [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'release/release.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`, GITHUB_REF_NAME: tag },
  });
  const calls = join(folder, 'calls');
  return { status, output: stdout + stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8').split('\n') : [] };
}

describe('npm run release', () => {
  it.each([[[]], [['publish']]])('refuses without the four fields, and runs nothing: %j', (args) => {
    const { status, output, calls } = release({ name: 'rx-gateway-socket', version: '1.2.3' }, args, 'v1.2.3');
    expect(status).toBe(1);
    for (const field of ['repository', 'homepage', 'bugs', 'author']) {
      expect(output).toContain(`${field} is missing. Write: "${field}": `);
    }
    expect(calls).toEqual([]);
  });

  it('takes the changesets once they are there', () => {
    const { status, calls } = release(ready);
    expect(status).toBe(0);
    expect(calls[0]).toMatch(/^npx --yes @changesets\/cli@[\d.]+ version$/);
  });

  it('publishes with provenance, and only for the tag of the version', () => {
    for (const tag of [undefined, 'main', 'v1.2.2']) {
      const refused = release(ready, ['publish'], tag);
      expect(refused).toMatchObject({ status: 1, calls: [] });
      expect(refused.output).toContain('push the tag v1.2.3');
    }
    const { status, calls } = release(ready, ['publish'], 'v1.2.3');
    expect(status).toBe(0);
    expect(calls[0]).toMatch(/^npm publish --provenance /);
  });

  it('names its steps for one that is not there', () => {
    expect(release(ready, ['publsh'])).toMatchObject({
      status: 1,
      output: 'There is no step "publsh". There are: add, version, publish.\n',
    });
  });
});
