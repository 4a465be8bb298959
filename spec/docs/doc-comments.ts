import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PastedFile } from './compile';
import { pageOf, ROOT } from './page';

/** The examples in the doc comments of a file: what follows `@example`, and fenced blocks of TypeScript. Each is a file. */
export function examplesIn(path: string): readonly PastedFile[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap(({ 0: comment, index }) => {
    const line = text.slice(0, index).split('\n').length;
    const words = comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^ *\* ?/gm, '');
    const fenced = pageOf(path, words).blocks.filter(({ language }) => language === 'ts');
    const plain = [...words.matchAll(/^@example[^\n]*\n([^]*?)(?=^@|$(?![^]))/gm)].flatMap((match) => {
      const [whole, code = ''] = match;
      const before = words.slice(0, match.index + whole.length - code.length).split('\n').length - 1;
      return code.includes('```') ? [] : [{ text: code, line: before + 1 }];
    });
    return [...fenced, ...plain].map((example) => ({
      path,
      name: `line-${line + example.line - 1}`,
      pieces: [{ line: line + example.line - 1, text: example.text }],
      withPrelude: true,
    }));
  });
}
