import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarations, markdownOf, shownDefault } from './option-tables';
import { ROOT } from './page';

const PATH = join(ROOT, 'docs/options.md');
const page = readFileSync(PATH, 'utf8');

/** The page with the table of each object of options as its declarations have it. */
const written = declarations.reduce((text, declared) => {
  const mark = `<!-- table: ${declared.name || 'gatewaySocket'} -->\n\n`;
  const at = text.indexOf(mark) + mark.length;
  const end = text.indexOf('\n\n', at);
  return at < mark.length
    ? text
    : text.slice(0, at) + markdownOf(declared) + text.slice(end === -1 ? text.length : end);
}, page);

// OPTIONS_PAGE=write npx jest spec/docs/options.spec.ts
if (process.env.OPTIONS_PAGE === 'write') writeFileSync(PATH, written);

describe('docs/options.md', () => {
  it('has the table of every object of options, with the defaults and ranges that hold', () => {
    for (const { name } of declarations) expect(page).toContain(`<!-- table: ${name || 'gatewaySocket'} -->`);
    expect(page.split('\n')).toEqual(written.split('\n'));
  });
});

describe('the doc comment of an option', () => {
  const options = declarations.flatMap((declared) => declared.options);

  it.each(options)('of $name says what it means', ({ comment }) => expect(comment).not.toBe(''));

  const withDefault = options.flatMap(({ name, byDefault, comment }) => {
    const shown = shownDefault(byDefault);
    return shown === undefined ? [] : [{ name, shown, comment: comment.replace(/\s+/g, ' ') }];
  });

  it.each(withDefault)('of $name has the default that holds: $shown', ({ shown, comment }) => {
    const named = [`Default ${shown}`, `Default: ${shown}`, `${shown} (default)`];
    expect(named.filter((text) => comment.includes(text))).not.toEqual([]);
  });
});
