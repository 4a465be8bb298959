import { posix } from 'node:path';
import type { SitePage } from './pages';

/** What a document links to, once it is a page of the site. */
export interface Links {
  /** The document with its links changed. */
  readonly markdown: string;
  /** Files of the repository that the page shows, such as images: from the repository to beside the page. */
  readonly assets: readonly { readonly file: string; readonly path: string }[];
}

const LINK = /(!?)\[((?:[^[\]]|\[[^[\]]*\])*)\]\(([^)\s]+)\)/g;
/** An image in HTML: `<img src="…">`, `<source srcset="…">`. */
const HTML_IMAGE = /\b(src|srcset)="([^"]+)"/g;
const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;

/**
 * Changes the links of a document, which are relative to its place in the repository, to the places of the site. A link to
 * a file that is no page goes to the repository, or becomes its text as long as the package names no repository.
 */
export function linksOnSite(
  markdown: string,
  page: SitePage,
  pages: readonly SitePage[],
  source: string | undefined,
): Links {
  const byFile = new Map(pages.map((one) => [one.file, one]));
  const assets: { file: string; path: string }[] = [];
  const beside = (file: string): string => {
    const path = posix.join('assets', file);
    assets.push({ file, path });
    return relative(page.path, path);
  };
  const fileOf = (target: string): string => posix.normalize(posix.join(posix.dirname(page.file), target));
  const isElsewhere = (target: string): boolean => /^([a-z]+:|#|\/\/)/i.test(target);
  const changedImage = (whole: string, attribute: string, target: string): string =>
    isElsewhere(target) ? whole : `${attribute}="${beside(fileOf(target))}"`;
  const changed = (whole: string, image: string, text: string, target: string): string => {
    if (isElsewhere(target)) return whole;
    const [to = '', fragment] = target.split('#');
    const file = fileOf(to).replace(/\/$/, '');
    const found = byFile.get(file) ?? byFile.get(`${file}/README.md`);
    const hash = fragment === undefined ? '' : `#${fragment}`;
    if (found) return `${image}[${text}](${relative(page.path, found.path)}.md${hash})`;
    if (file === 'docs/api' || file.startsWith('docs/api/')) return `[${text}](${relative(page.path, 'api/index')}.md)`;
    if (image !== '') return `![${text}](${beside(file)})`;
    return source === undefined ? text : `[${text}](${source}/${file}${hash})`;
  };
  const onSite = outsideOfFences(markdown, (part) =>
    part.replaceAll(LINK, changed).replaceAll(HTML_IMAGE, changedImage),
  );
  return { markdown: onSite, assets };
}

function outsideOfFences(markdown: string, change: (part: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const fence of markdown.matchAll(FENCED)) {
    parts.push(change(markdown.slice(from, fence.index)), fence[0]);
    from = fence.index + fence[0].length;
  }
  return [...parts, change(markdown.slice(from))].join('');
}

function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
