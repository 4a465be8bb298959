import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf } from './compile';
import { examplesIn } from './doc-comments';
import { filesIn, readPage, ROOT } from './page';
import { pastedFiles } from './pasted-files';

const pages = filesIn('', '.md').map(readPage);

/** Languages whose blocks are left alone; a shell's commands are looked at in pages.spec.ts. */
const LEFT_ALONE = new Set(['', 'text', 'sh', 'json', 'html', 'js', 'python', 'mermaid', 'tsx', 'vue', 'svelte']);

/** ARCHITECTURE.md draws the pipeline in the words of the code, with its files for names. */
const DRAWN = new Set(['ARCHITECTURE.md']);

const pasted = pages.filter(({ path }) => !DRAWN.has(path)).flatMap(pastedFiles);
const examples = filesIn('lib', '.ts').flatMap(examplesIn);
const files = [...pasted, ...examples].map((file) => [`${file.path}: ${file.name}.ts`, file] as const);

/** Compiled together, and once: most of the time goes into the declarations of what they import. */
let problems: ReturnType<typeof problemsOf> | undefined;

const compiles = (_where: string, file: (typeof files)[number][1]) => {
  problems ??= problemsOf(files.map(([, each]) => each));
  expect(problems.get(file)).toEqual([]);
};

describe('the blocks of a page compile as pasted, one after the other', () => {
  it.each(files.slice(0, pasted.length))('%s', compiles, 120_000);
});

describe('each example in a doc comment compiles', () => {
  it.each(files.slice(pasted.length))('%s', compiles, 120_000);
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
