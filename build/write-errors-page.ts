/** `npm run docs:errors`: brings docs/errors.md up to date with the texts of lib/. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, nextPage, readPage, textsIn, UNWRITTEN } from './errors-page';

const root = join(import.meta.dirname, '..');
const page = nextPage(readPage(root), textsIn(root));
writeFileSync(join(root, 'docs/errors.md'), page);
for (const { number, words, cause, cure } of entriesOf(page))
  if (cause === UNWRITTEN || cure === UNWRITTEN) console.log(`${number} has no cause or cure yet: ${words}`);
