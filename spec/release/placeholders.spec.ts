import { placeholders, repositoryPage } from '../../release/placeholders';

const filled = {
  repository: { type: 'git', url: 'git+https://github.com/jane-doe/rx-gateway-socket.git' },
  homepage: 'https://jane-doe.github.io/rx-gateway-socket/',
  bugs: { url: 'https://github.com/jane-doe/rx-gateway-socket/issues' },
  author: 'Jane Doe <jane@doe.dev> (https://doe.dev)',
};

describe('what a release needs of package.json', () => {
  it('is there when its owner has written it', () => {
    expect(placeholders(filled)).toEqual([]);
    expect(placeholders({ ...filled, author: { name: 'Jane Doe', email: 'jane@doe.dev' } })).toEqual([]);
  });

  it.each(['repository', 'homepage', 'bugs', 'author'] as const)(
    'is refused without %s, with what to write',
    (field) => {
      for (const value of [undefined, '', '  ', {}, { url: '' }]) {
        expect(placeholders({ ...filled, [field]: value })).toEqual([
          expect.stringMatching(new RegExp(`^${field} is missing\\. Write: "${field}": `)),
        ]);
      }
    },
  );

  it.each([
    ['repository', 'https://github.com/<owner>/<name>'],
    ['repository', { type: 'git', url: 'git+https://github.com/OWNER/rx-gateway-socket.git' }],
    ['homepage', 'https://example.com/rx-gateway-socket'],
    ['bugs', { url: 'https://github.com/your-name/rx-gateway-socket/issues' }],
    ['author', 'TODO'],
    ['author', 'Your Name <you@example.com>'],
  ] as const)('is refused with a placeholder as %s: %j', (field, value) => {
    expect(placeholders({ ...filled, [field]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${field} is a placeholder \\(.+\\)\\. Write: `)),
    ]);
  });

  it('is refused with what the script itself proposes', () => {
    const proposed = placeholders({}).map((line) => line.split('Write: ')[1] ?? '');
    // Its lines are fields of a JSON object.
    const manifest = JSON.parse(`{${proposed.join(',')}}`) as Parameters<typeof placeholders>[0];
    expect(placeholders(manifest)).toHaveLength(4);
  });
});

describe('the page of the repository', () => {
  it('is its address without what is for git', () => {
    expect(repositoryPage(filled)).toBe('https://github.com/jane-doe/rx-gateway-socket');
    expect(repositoryPage({ repository: 'https://github.com/jane-doe/rx/' })).toBe('https://github.com/jane-doe/rx');
    expect(repositoryPage({})).toBeUndefined();
    expect(repositoryPage({ repository: 'https://github.com/<owner>/rx' })).toBeUndefined();
  });
});
