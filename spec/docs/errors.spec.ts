import { entriesOf, nextPage, readPage, textsIn, UNWRITTEN } from '../../build/errors-page';
import { ROOT } from './page';

const page = readPage(ROOT);

const section = (number: number, words: string) => `## ${number}\n\n> ${words}\n\n**Cause:** c\n\n**Cure:** d\n`;

describe('docs/errors.md', () => {
  it('lists the texts of the sources as they are: otherwise run `npm run docs:errors`', () => {
    expect(nextPage(page, textsIn(ROOT))).toBe(page);
  });

  it('has a cause and a cure for each, which are written by hand', () => {
    const unwritten = entriesOf(page).filter(({ cause, cure }) => [cause, cure].includes(UNWRITTEN));
    expect(unwritten.map(({ words }) => words)).toEqual([]);
  });

  it('has one section for each number', () => {
    const numbers = entriesOf(page).map(({ number }) => number);
    expect(numbers).toEqual([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => Number(heading)));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('npm run docs:errors', () => {
  const known = `# Head\n\n${section(1, 'one')}\n${section(3, 'three')}`;

  it('keeps the number, the cause and the cure of a known text, wherever it is in the sources', () => {
    expect(nextPage(known, ['three', 'one'])).toBe(known);
  });

  it('gives a new text the next number', () => {
    const added = section(4, 'new').replace(/ [cd]$/gm, ` ${UNWRITTEN}`);
    expect(nextPage(known, ['one', 'new', 'three'])).toBe(`${known}\n${added}`);
  });

  it('keeps a text that is gone, and gives it its number back when it returns', () => {
    const without = nextPage(known, ['one']);
    expect(without).toContain('## 3\n\n> (Not in this version.) three\n');
    expect(nextPage(without, ['one', 'three'])).toBe(known);
  });
});
