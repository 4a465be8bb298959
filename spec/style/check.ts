import { readFileSync } from 'node:fs';
import { pages } from './pages';
import { problemsOf } from './problems';

/** `npm run check:words`, for all pages or for the files that it gets. */
const given = process.argv.slice(2);
const paths = given.length > 0 ? given : pages();
const problems = await Promise.all(paths.map((path) => problemsOf(path, readFileSync(path, 'utf8'))));
for (const line of problems.flat()) console.error(line);

const files = problems.filter(({ length }) => length > 0).length;
if (files > 0) {
  console.error(`\n${problems.flat().length} in ${files} files. The list of words: spec/style/words.ts`);
  process.exitCode = 1;
}
