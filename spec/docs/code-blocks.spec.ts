import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf, type Snippet } from './compile';
import { examplesIn } from './doc-comments';
import { filesIn, readPage, ROOT, type Block, type Page } from './page';

const pages = filesIn('', '.md').map(readPage);

/** Languages whose blocks are left alone; a shell's commands are looked at in pages.spec.ts. */
const LEFT_ALONE = new Set(['', 'sh', 'json', 'html', 'js', 'python', 'mermaid', 'tsx', 'vue', 'svelte']);

/** The files of the guides for React, Vue and Svelte are compiled beside those: `npm run test:frameworks`. */
const COMPILED_ELSEWHERE = 'file: spec/frameworks/';

/** `<!-- with: socket, rxjs -->` before a block names what it takes as given: files in spec/docs/preludes/. */
function snippetOf(page: Page, { text, line, comment = '' }: Block): Snippet {
  const preludes = /^with: (.+)$/.exec(comment)?.[1]?.split(', ') ?? [];
  return { path: page.path, line, text, preludes };
}

/** ARCHITECTURE.md draws the pipeline in the words of the code, with its files for names. */
const DRAWN = new Set(['ARCHITECTURE.md']);

const snippets = [
  ...pages
    .filter(({ path }) => !DRAWN.has(path))
    .flatMap((page) =>
      page.blocks
        .filter(({ language, comment = '' }) => language === 'ts' && !comment.startsWith(COMPILED_ELSEWHERE))
        .map((block) => snippetOf(page, block)),
    ),
  ...filesIn('lib', '.ts').flatMap(examplesIn),
];

/** Compiled together, and once: most of the time goes into the declarations of what they import. */
let problems: ReturnType<typeof problemsOf> | undefined;

describe('each block of TypeScript in a document, and each example in a doc comment, compiles', () => {
  it.each(snippets.map((snippet) => [`${snippet.path}:${snippet.line}`, snippet] as const))(
    '%s',
    (_where, snippet) => {
      problems ??= problemsOf(snippets);
      expect(problems.get(snippet)).toEqual([]);
    },
    120_000,
  );
});

describe('a fenced block', () => {
  it('is TypeScript, called `ts`, or in a language that has nothing to compile, or a file that is run', () => {
    const strange = pages.flatMap(({ path, blocks }) =>
      blocks
        .filter(({ language }) => language !== 'ts' && !LEFT_ALONE.has(language))
        .filter(({ comment = '' }) => !comment.startsWith('file: '))
        .map(({ language, line }) => `${path}:${line} is ${language}`),
    );
    expect(strange).toEqual([]);
  });

  /** `<!-- file: path -->` before a block: it is that file, which is run. */
  const files = pages.flatMap(({ path, blocks }) =>
    blocks.flatMap(({ comment = '', text, line }) => {
      const file = /^file: (\S+)$/.exec(comment)?.[1];
      return file === undefined ? [] : [[`${path}:${line}`, file, text] as const];
    }),
  );

  it.each(files)('%s is the file %s to the letter', (_where, file, text) => {
    expect(text).toBe(readFileSync(join(ROOT, file), 'utf8'));
  });
});
