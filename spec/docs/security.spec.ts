import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './page';

const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');

/** The rows of the tables that say what an attacker cannot do. */
const claims = [...page.matchAll(/^\| can \| cannot \| test \|\n.*\n((?:\|.*\n)+)/gm)]
  .flatMap(([, rows = '']) => rows.trim().split('\n'))
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([, , cannot = '', test = '']) => ({
    cannot,
    tests: [...test.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path),
  }));

describe('the threat model', () => {
  it('says of each kind of attacker what it cannot do', () => {
    expect(claims.length).toBeGreaterThan(20);
  });

  it('names for each claim a spec that holds it', () => {
    const unheld = claims.filter(({ cannot, tests }) => cannot !== '' && tests.length === 0);
    expect(unheld).toEqual([]);
  });

  it('names specs that there are', () => {
    const missing = claims
      .flatMap(({ tests }) => tests)
      .filter((path) => !/^\.\.\/spec\/.+\.spec\.ts$/.test(path) || !existsSync(join(ROOT, 'docs', path)));
    expect(missing).toEqual([]);
  });
});

describe('the workflow that publishes', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');

  it('does so with provenance, as SECURITY.md says, after the tests, and with no right that it does not need', () => {
    expect(workflow.indexOf('run: npm run release -- publish')).toBeGreaterThan(workflow.indexOf('run: npm test'));
    expect(readFileSync(join(ROOT, 'release/release.ts'), 'utf8')).toContain("['npm', 'publish', '--provenance',");
    expect([...workflow.matchAll(/^ +([a-z-]+): (?:read|write)$/gm)].map(([, right]) => right)).toEqual([
      'contents',
      'id-token',
    ]);
    expect(workflow).not.toContain('secrets.');
  });

  it('names each action by its commit', () => {
    const uses = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });
});
