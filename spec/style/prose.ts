import MarkdownIt from 'markdown-it';
import type Token from 'markdown-it/lib/token.mjs';

/** A line of Markdown, and where it is in its file. */
export interface Line {
  readonly text: string;
  /** Of its first character, from the beginning of the file. */
  readonly offset: number;
}

/** A paragraph, a heading, an item of a list or a cell of a table. */
export interface Prose {
  readonly start: number;
  /** As long as what it is in the file. What is no prose is spaces, and each piece of code is a word of `x`. */
  readonly text: string;
}

const markdown = new MarkdownIt({ html: true });

/** The prose of some lines of Markdown: without code, links' addresses, marks and comments. */
export function proseOf(lines: readonly Line[]): readonly Prose[] {
  const tokens = markdown.parse(lines.map(({ text }) => text).join('\n'), {});
  return tokens.flatMap((token) => {
    const [from, to] = token.map ?? [0, 0];
    if (token.type === 'tr_open') return lines.slice(from, to).flatMap(cellsOf);
    if (token.type !== 'inline' || token.map === null || isInTable(token, tokens)) return [];
    return [proseIn(lines.slice(from, to))];
  });
}

/** Cells have no lines of their own in the tokens of every version: rows are split here. */
function isInTable(token: Token, tokens: readonly Token[]): boolean {
  return /^t[hd]_open$/.test(tokens[tokens.indexOf(token) - 1]?.type ?? '');
}

function cellsOf(row: Line): readonly Prose[] {
  const cells: Prose[] = [];
  for (const { 0: text, index } of withoutCode(row.text).matchAll(/[^|]+/g))
    cells.push({ start: row.offset + index, text: plain(row.text.slice(index, index + text.length)) });
  return cells;
}

function proseIn(lines: readonly Line[]): Prose {
  const start = lines[0]?.offset ?? 0;
  let text = '';
  for (const line of lines) text = text.padEnd(line.offset - start, ' ') + line.text;
  return { start, text: plain(text.replace(/^\s*(?:[-*+]|\d+\.|#+|>)\s/, spaces)) };
}

const spaces = (text: string): string => ' '.repeat(text.length);
const word = (text: string): string => 'x'.repeat(text.length);
const withoutCode = (text: string): string => text.replace(/(`+)[^]*?\1/g, word);

function plain(text: string): string {
  return withoutCode(text)
    .replace(/!\[[^\]]*\]\([^)]*\)/g, spaces)
    .replace(/\{@\w+ [^}]*\}/g, word)
    .replace(/\]\([^)]*\)|\]\[[^\]]*\]/g, spaces)
    .replace(/<[^>]*>/g, spaces)
    .replace(/https?:\/\/[^\s)>]+/g, word)
    .replace(/[[*]|(?<!\w)_|_(?!\w)/g, ' ');
}
