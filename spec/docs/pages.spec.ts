import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesIn, readPage, ROOT, type Page } from './page';

const pages = new Map(filesIn('', '.md').map((path) => [path, readPage(path)]));

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Where a link leads that leads nowhere. */
function deadEnd(page: Page, target: string): string | undefined {
  if (/^[a-z]+:/.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page.path : normalize(join(dirname(page.path), decodeURI(file)));
  if (!existsSync(join(ROOT, path))) return `there is no ${path}`;
  if (anchor !== undefined && !pages.get(path)?.anchors.has(anchor)) return `${path} has no heading #${anchor}`;
  return undefined;
}

/** Before a block for a project that is not this one. */
const ELSEWHERE = 'in a project of your own';

/** The scripts that the lines of a shell block run: `npm test`, `npm run demo`, `npm start`. */
const run = (shell: string) =>
  [...shell.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start))/g)].map(([, name, short]) => name ?? short ?? '');

describe.each([...pages.values()].map((page) => [page.path, page] as const))('%s', (path, page) => {
  it('links to what there is', () => {
    const dead = page.links.flatMap(({ target, line }) => {
      const why = deadEnd(page, target);
      return why === undefined ? [] : [`${path}:${line} ${target}: ${why}`];
    });
    expect(dead).toEqual([]);
  });

  it('names scripts that there are', () => {
    const own = join(ROOT, dirname(path), 'package.json');
    const known = new Set(Object.keys(scripts));
    if (existsSync(own)) {
      const example = JSON.parse(readFileSync(own, 'utf8')) as { readonly scripts?: Readonly<Record<string, string>> };
      for (const name of Object.keys(example.scripts ?? {})) known.add(name);
    }
    const unknown = page.blocks
      .filter(({ language, comment }) => language === 'sh' && comment !== ELSEWHERE)
      .flatMap(({ text, line }) =>
        run(text)
          .filter((name) => !known.has(name))
          .map((name) => `${path}:${line} npm run ${name}`),
      );
    expect(unknown).toEqual([]);
  });
});
