import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'commands.txt'), 'utf8');
// The part of the manifest that npm defines.
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const [when = '', ...groups] = page.trimEnd().split('\n\n');
const rows = groups.flatMap((group) => {
  const [heading = '', ...lines] = group.split('\n');
  const [, prefix = ''] = /^(\w+): ./.exec(heading) ?? [];
  return lines.map((line) => {
    const [, name = line, description = ''] = /^ {2}(\S+) {2,}(\S.+)$/.exec(line) ?? [];
    return { prefix, name, description };
  });
});

describe('what npm start prints', () => {
  it('is that page', () => {
    expect(scripts.start).toContain('commands.txt');
  });

  it('names every script of package.json once, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(scripts).sort());
  });

  it('describes each, under its prefix', () => {
    const known = new Set(rows.map(({ prefix }) => prefix));
    for (const { prefix, name, description } of rows) {
      expect(description).not.toBe('');
      const [own = ''] = name.split(':');
      if (name.includes(':') && known.has(own)) expect({ name, prefix }).toEqual({ name, prefix: own });
    }
  });

  it('begins with ten lines on what to run when, of scripts that there are', () => {
    const lines = when.split('\n').slice(1);
    expect(lines.length).toBeLessThanOrEqual(10);
    const named = lines.flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
