import type { PastedFile, Piece } from './compile';
import type { Page } from './page';

/** The files of the guides for React, Vue and Svelte are compiled beside those: `npm run test:frameworks`. */
const COMPILED_ELSEWHERE = 'file: spec/frameworks/';

/** The file of the blocks before the first one that names its file. */
const UNNAMED = 'page';

/**
 * The files that a reader makes of a page, block after block. A block that begins with a comment that names a file (`// live.ts`)
 * opens that file, and the blocks after it go on in it. One after `<!-- file: path -->` is a whole file.
 */
export function pastedFiles(page: Page): readonly PastedFile[] {
  const { path } = page;
  const files = new Map<string, Piece[]>();
  const apart: PastedFile[] = [];
  let current = UNNAMED;
  for (const { language, comment = '', text, line } of page.blocks) {
    if (language !== 'ts' || comment.startsWith(COMPILED_ELSEWHERE)) continue;
    const named = /^\/\/ (?:\S*\/)?([\w.-]+)\.ts\b/.exec(text)?.[1];
    if (comment.startsWith('file: ')) {
      apart.push({ path, name: named ?? `line-${line}`, pieces: [{ line, text }], withPrelude: false });
      continue;
    }
    if (named !== undefined) current = named;
    files.set(current, [...(files.get(current) ?? []), { line, text }]);
  }
  const pasted = [...files].map(([name, pieces]) => ({ path, name, pieces, withPrelude: false }));
  return [...pasted, ...apart];
}
