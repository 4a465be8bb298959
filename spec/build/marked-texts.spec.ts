import { markedTexts, withNumbers, withWords } from '../../build/marked-texts';
import { detail, numbered } from '../../lib/text';

const SOURCE = [
  "throw new ConfigError('a', numbered`must be ${be}; got ${show(got)}.`);",
  'const short = numbered`is \\`short\\``;',
  "const more = given ? detail`, or ${numbered`none`}` : '';",
  'const other = `plain ${more}`;',
].join('\n');

const NUMBERS = new Map([
  ['must be …; got ….', 7],
  ['is `short`', 12],
]);
const numberOf = (words: string) => NUMBERS.get(words) ?? NaN;

describe('a marked text', () => {
  it('is a plain template in the default build', () => {
    expect(withWords(SOURCE)).toBe(SOURCE.replace(/\b(numbered|detail)`/g, '`'));
  });

  it('is its number in the production build, and a detail is nothing', () => {
    expect(withNumbers(SOURCE, numberOf)).toBe(
      [
        "throw new ConfigError('a', /* @__PURE__ */ numbered(7));",
        'const short = /* @__PURE__ */ numbered(12);',
        "const more = given ? '' : '';",
        'const other = `plain ${more}`;',
      ].join('\n'),
    );
  });

  it('takes as many lines as before, so that a stack shows the right one', () => {
    expect(withNumbers('numbered`is\n\\`short\\`\n`;\nnext();', () => 1).split('\n')[3]).toBe('next();');
  });

  it('is listed without the values that are put into it', () => {
    expect(markedTexts(SOURCE).map(({ words }) => words)).toEqual([
      'must be …; got ….',
      'is `short`',
      ', or …',
      'none',
    ]);
  });

  it('is joined where neither build step runs', () => {
    expect(numbered`'${'save'}' had no reply${detail` with its ${'id'}`} within ${5} ms: \`retry()\``).toBe(
      "'save' had no reply with its id within 5 ms: `retry()`",
    );
  });
});
