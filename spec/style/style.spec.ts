import { problemsOf } from './problems';

const inPage = (text: string) => problemsOf('page.md', text);
const SENTENCE = 'one two three four five six seven eight nine ten eleven twelve';
const LONG = `${SENTENCE} ${SENTENCE} and more`;

describe('the length of sentences', () => {
  it('is 25 words at most, and the report has the place and the remedy', async () => {
    expect(await inPage(`# A title\n\nShort. ${LONG}.\n`)).toEqual([
      'page.md:3:8 a sentence of 26 words ("one two three four …"): at most 25. Make two of it, or a list (sentence-length)',
    ]);
  });

  it.each([
    ['two sentences', `${SENTENCE}. ${LONG.slice(0, 60)}.`],
    ['a colon between two clauses', `${SENTENCE}: ${LONG.slice(0, 60)}.`],
    ['two cells of a table', `| a | b |\n| --- | --- |\n| ${SENTENCE} | ${SENTENCE} and |`],
    ['two items of a list', `- ${SENTENCE}\n- ${SENTENCE} and`],
    ['code between two words', `One \`${LONG}\` two.`],
    ['the address of a link', `One [two](https://example.com/${LONG.replaceAll(' ', '/')}) three.`],
    ['a block of code', `\`\`\`sh\n${LONG}\n\`\`\``],
    ['a comment', `<!-- ${LONG} -->`],
  ])('does not count %s as one', async (_what, text) => {
    expect(await inPage(text)).toEqual([]);
  });

  it('counts a sentence over several lines, and in a cell of a table', async () => {
    const lines = LONG.replaceAll(' four ', ' four\n');
    const cell = `| a |\n| --- |\n| ${LONG} |`;
    expect(await inPage(lines)).toEqual([expect.stringContaining('page.md:1:1 a sentence of 26 words')]);
    expect(await inPage(cell)).toEqual([expect.stringContaining('page.md:3:3 a sentence of 26 words')]);
  });
});

describe('the list of words', () => {
  it.each([
    ['The status says that it waits.', '"says": a thing does not say: write states'],
    ['The socket knows its channel.', '"knows": a thing does not know'],
    ['The backend wants the cookie.', '"wants": a thing does not want: write needs'],
    ['A deaf connection hears nothing.', '"hears": a thing does not hear: write receives'],
    ['The package speaks no sub-protocol.', '"speaks": a thing does not speak: write uses'],
    ['Copies are told from repeats.', '"told": a thing does not tell'],
    ['The first caller who subscribes opens it.', '"who": not for a thing'],
    ['A message without an id is no copy.', '"is no": write "is not a …"'],
    ['messages that did not make it', '"did not make it": write could not be delivered'],
    ['It is written to the journal.', '"journal": write event log'],
    ['It holds what there is to know.', '"what there is to": name what it is'],
    ['Open. Where there is no connection, it waits.', '"Where there is no connection,": write "If …"'],
    ['What waits goes out with the next login.', 'begin with the subject'],
  ])('refuses: %s', async (text, message) => {
    const problems = await inPage(text);
    expect(problems).toContainEqual(expect.stringContaining(message));
  });

  it.each([
    'What you want to know, a developer says.',
    'A user who is logged in may know it.',
    'There is no connection, and the wait is no longer than a minute.',
    'The method is `says()`.',
    'Online events are used where available.',
    'What does a socket cost?',
  ])('accepts: %s', async (text) => {
    expect(await inPage(text)).toEqual([]);
  });

  it('gives the place of a word behind code and links', async () => {
    expect(await inPage('# Title\n\nThe [page](a.md) of\n`b` says so.\n')).toEqual([
      expect.stringMatching(/^page\.md:4:5 "says": /),
    ]);
  });
});

describe('the comments of a TypeScript file', () => {
  const checked = (text: string) => problemsOf('file.ts', text);

  it('are prose, and the code around them and in their examples is not', async () => {
    const text = [
      "const says = 'it says';",
      'class Socket {',
      '  /**',
      '   * The status',
      '   * says it.',
      '   *',
      '   * @param name - what it says',
      '   * @example',
      '   * socket.says();',
      '   */',
      '  says(): void {} // it says',
      '  // eslint-disable-next-line says -- it says',
      '  // so',
      '}',
      'const text = `// it says ${says /* it says */}`;',
    ].join('\n');
    const places = (await checked(text)).map((line) => line.split(' ')[0]);
    expect(places).toEqual(['file.ts:5:6', 'file.ts:7:28', 'file.ts:11:25', 'file.ts:12:42', 'file.ts:15:39']);
  });

  it('are one text where line comments follow each other', async () => {
    const half = LONG.slice(0, 70);
    expect(await checked(`// ${half}\n  // ${half}`)).toEqual([expect.stringMatching(/^file\.ts:1:4 a sentence of /)]);
    expect(await checked(`// ${half}\n\n// ${half}`)).toEqual([]);
  });

  it('begin a sentence of their own with each tag', async () => {
    const half = LONG.slice(0, 70);
    expect(await checked(`/**\n * ${half}\n * @returns ${half}\n */`)).toEqual([]);
  });
});
