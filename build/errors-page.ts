import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markedTexts } from './marked-texts';

/** One text of the library, as docs/errors.md lists it. */
export interface Entry {
  readonly number: number;
  readonly words: string;
  readonly cause: string;
  readonly cure: string;
}

/** What stands for a cause or a cure that nobody has written yet. */
export const UNWRITTEN = 'TO BE WRITTEN';

const PAGE = 'docs/errors.md';
const UNUSED = '(Not in this version.) ';

/** An entry of the page. It is also where the number of a text is kept. */
const ENTRY = /^## (\d+)\n\n> (.+)\n\n\*\*Cause:\*\* (.+)\n\n\*\*Cure:\*\* (.+)\n/gm;

export function readPage(root: string): string {
  return readFileSync(join(root, PAGE), 'utf8');
}

export function entriesOf(page: string): readonly Entry[] {
  return [...page.matchAll(ENTRY)].map(([, number, words = '', cause = '', cure = '']) => ({
    number: Number(number),
    words: words.replace(UNUSED, ''),
    cause,
    cure,
  }));
}

/** Every text of the sources, once, in the order of the files. */
export function textsIn(root: string): readonly string[] {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const texts = files
    .sort()
    .flatMap((file) => markedTexts(readFileSync(join(root, 'lib', file), 'utf8')))
    .filter(({ tag, nested }) => tag === 'numbered' && !nested);
  return [...new Set(texts.map(({ words }) => words))];
}

/**
 * The page for the texts of the sources. A known text keeps its number, a new one gets the next, and one that is gone
 * stays: an application of an older version shows its number.
 */
export function nextPage(page: string, texts: readonly string[]): string {
  const [head = ''] = page.split(/^## /m);
  const known = entriesOf(page);
  const unlisted = texts.filter((words) => !known.some((entry) => entry.words === words));
  const last = Math.max(0, ...known.map(({ number }) => number));
  const added = unlisted.map((words, index) => ({
    number: last + 1 + index,
    words,
    cause: UNWRITTEN,
    cure: UNWRITTEN,
  }));
  const sections = [...known, ...added].map(({ number, words, cause, cure }) => {
    const shown = texts.includes(words) ? words : UNUSED + words;
    return `## ${number}\n\n> ${shown}\n\n**Cause:** ${cause}\n\n**Cure:** ${cure}\n`;
  });
  return head + sections.join('\n');
}

/** What finds the number of a text. Throws for one that the page does not list. */
export function numbers(root: string): (words: string) => number {
  const known = new Map(entriesOf(readPage(root)).map(({ words, number }) => [words, number]));
  return (words) => {
    const number = known.get(words);
    if (number === undefined) throw new Error(`${PAGE} does not list "${words}": run npm run docs:errors`);
    return number;
  };
}
