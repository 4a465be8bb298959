import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of the page that its first line is on, from 1. */
  readonly line: number;
  /** What the HTML comment right before it says. */
  readonly comment: string | undefined;
}

/** A link or an image of a page. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

/** What is checked of a Markdown page. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What the part of a link behind `#` may be. */
  readonly anchors: ReadonlySet<string>;
}

export const ROOT = join(__dirname, '../..');

const NOT_OURS = new Set(['.pages', 'node_modules', 'dist', 'api', '.angular', '.state', '.git']);

/** The files of a folder whose names end so, those of its folders too; from the root of the repository. */
export function filesIn(folder: string, end: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesIn(path, end) : path.endsWith(end) ? [path] : [];
    });
}

const markdown = new MarkdownIt({ html: true });

export function readPage(path: string): Page {
  return pageOf(path, readFileSync(join(ROOT, path), 'utf8'));
}

export function pageOf(path: string, text: string): Page {
  const tokens = markdown.parse(text, {});
  const slugger = new GithubSlugger();
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  /** Of a table's cell, the line of its row: cells have none of their own. */
  let line = 1;
  tokens.forEach((token, index) => {
    if (token.map) line = token.map[0] + 1;
    const before = tokens[index - 1];
    if (token.type === 'fence') {
      const comment = before?.type === 'html_block' ? /^<!--\s*([^]*?)\s*-->\s*$/.exec(before.content)?.[1] : undefined;
      blocks.push({ language: token.info.trim(), text: token.content, line: line + 1, comment });
    }
    if (token.type === 'inline' && before?.type === 'heading_open') {
      const words = (token.children ?? []).filter(({ type }) => type === 'text' || type === 'code_inline');
      anchors.add(slugger.slug(words.map(({ content }) => content).join('')));
    }
    for (const child of token.children ?? []) {
      const target =
        child.type === 'link_open' ? child.attrGet('href') : child.type === 'image' ? child.attrGet('src') : null;
      if (target !== null) links.push({ target, line });
    }
  });
  return { path, blocks, links, anchors };
}
