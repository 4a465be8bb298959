/**
 * `npm run docs`: builds the site in `site/dist` from the documents of the repository, the doc comments, and the page of
 * `examples/browser` on a gateway in memory, which is the playground.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { linksOnSite } from './links';
import { sectionsOf } from './pages';

const site = import.meta.dirname;
const repository = join(site, '..');
const pages = join(site, '.pages');

/** Runs a program of the site's own packages, or of the repository's. */
function run(folder: string, name: string, ...args: readonly string[]): void {
  const { status } = spawnSync(join(folder, 'node_modules', '.bin', name), args, { stdio: 'inherit', cwd: site });
  if (status !== 0) throw new Error(`${name} ended with ${String(status)}.`);
}

function write(path: string, text: string): void {
  const file = join(pages, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writeDocuments(): void {
  const { repository: source } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    readonly repository?: { readonly url: string };
  };
  const tree = source && `${source.url.replace(/^git\+/, '').replace(/\.git$/, '')}/tree/main`;
  const all = sectionsOf(repository).flatMap((section) => section.pages);
  for (const page of all) {
    const { markdown, assets } = linksOnSite(readFileSync(join(repository, page.file), 'utf8'), page, all, tree);
    write(`${page.path}.md`, markdown);
    for (const { file, path } of assets) cpSync(join(repository, file), join(pages, path));
  }
  for (const path of ['index', 'playground']) {
    const page = { file: `site/${path}.md`, path, title: path };
    write(`${path}.md`, linksOnSite(readFileSync(join(repository, page.file), 'utf8'), page, all, tree).markdown);
  }
}

/** The page of `examples/browser`, with a gateway in memory in the place of its server. */
function buildPlayground(): void {
  const folder = join(pages, 'public', 'playground', 'page');
  const example = join(repository, 'examples', 'browser');
  run(
    repository,
    'vite',
    'build',
    example,
    '--mode',
    'in-memory',
    '--logLevel',
    'warn',
    '--outDir',
    folder,
    '--emptyOutDir',
  );
}

rmSync(pages, { recursive: true, force: true });
writeDocuments();
cpSync(join(repository, 'examples', 'browser', 'public', 'icon.svg'), join(pages, 'public', 'icon.svg'));
run(site, 'typedoc', '--options', join(site, 'typedoc.json'));
buildPlayground();
run(site, 'vitepress', 'build', '.');
console.log(`The site is in ${join(process.cwd(), 'site', 'dist')}.`);
