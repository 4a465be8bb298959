import { lostLinks, packedReadme } from '../../release/packed-readme';

const packed = new Set(['docs/tabs.md', 'CHANGELOG.md']);
const REPOSITORY = 'https://github.com/somebody/something';

/** Each as the repository has it, as the package has it, and as the package of a known repository has it. */
const cases = [
  ['a link into the package', '[tabs](docs/tabs.md#lock)', '[tabs](docs/tabs.md#lock)', '[tabs](docs/tabs.md#lock)'],
  ['a heading of the page', '[tabs](#tabs)', '[tabs](#tabs)', '[tabs](#tabs)'],
  ['another site', '[rxjs](https://rxjs.dev)', '[rxjs](https://rxjs.dev)', '[rxjs](https://rxjs.dev)'],
  [
    'what is not packed',
    '[chat](examples/chat/README.md)',
    'chat',
    `[chat](${REPOSITORY}/blob/HEAD/examples/chat/README.md)`,
  ],
  ['a heading of it', '[a](b.md#c)', 'a', `[a](${REPOSITORY}/blob/HEAD/b.md#c)`],
  ['an image', '![it](bench/inbound.svg)', '', `![it](${REPOSITORY}/raw/HEAD/bench/inbound.svg)`],
  ['an image of HTML', '<img alt="it" src="a.png">', '', `<img alt="it" src="${REPOSITORY}/raw/HEAD/a.png">`],
  ['its dark twin', '<source srcset="a.png">', '', `<source srcset="${REPOSITORY}/raw/HEAD/a.png">`],
  [
    'a picture of both',
    '<picture>\n  <source srcset="a.png">\n  <img src="b.png">\n</picture>',
    '',
    `<picture>\n  <source srcset="${REPOSITORY}/raw/HEAD/a.png">\n  <img src="${REPOSITORY}/raw/HEAD/b.png">\n</picture>`,
  ],
] as const;

describe('the README of the package', () => {
  it.each(cases)('leads somewhere: %s', (_, text, alone, linked) => {
    expect(packedReadme(`Read ${text}.`, packed)).toBe(`Read ${alone}.`);
    expect(packedReadme(`Read ${text}.`, packed, REPOSITORY)).toBe(`Read ${linked}.`);
  });

  it('has no lost link, whatever the repository has', () => {
    const all = cases.map(([, text]) => text).join('\n');
    expect(lostLinks(all, packed)).toHaveLength(7);
    expect(lostLinks(packedReadme(all, packed), packed)).toEqual([]);
    expect(lostLinks(packedReadme(all, packed, REPOSITORY), packed)).toEqual([]);
  });
});
