import { linksOnSite } from '../../site/links';
import { sectionsOf, type SitePage } from '../../site/pages';
import { ROOT } from './page';

const page = (file: string, path: string): SitePage => ({ file, path, title: path });
const angular = page('docs/angular.md', 'angular');
const readme = page('README.md', 'overview');
const example = page('examples/chat/README.md', 'examples/chat');
const decision = page('docs/decisions/rotation.md', 'decisions/rotation');
const pages = [angular, readme, example, decision];

it.each([
  ['a page', angular, '[Rotation](decisions/rotation.md)', '[Rotation](./decisions/rotation.md)'],
  ['a page above', decision, '[Angular](../angular.md#tests)', '[Angular](../angular.md#tests)'],
  ['a page with another place on the site', angular, '[README](../README.md#try-it)', '[README](./overview.md#try-it)'],
  ['a folder with a page', readme, '[chat](examples/chat)', '[chat](./examples/chat.md)'],
  ['the pages of typedoc', example, '[API](../../docs/api/index.html)', '[API](../api/index.md)'],
  ['another site', readme, '[rxjs](https://rxjs.dev)', '[rxjs](https://rxjs.dev)'],
  ['a heading of the same page', readme, '[below](#more)', '[below](#more)'],
  ['a link in code', readme, '```md\n[README](docs/angular.md)\n```', '```md\n[README](docs/angular.md)\n```'],
])('on the site a link leads to %s', (_what, from, markdown, expected) => {
  expect(linksOnSite(markdown, from, pages, undefined).markdown).toBe(expected);
});

it('a link to a file that is no page becomes its text, or leads to the repository if the package names one', () => {
  const markdown = 'See [the session](session.ts).';
  expect(linksOnSite(markdown, example, pages, undefined).markdown).toBe('See the session.');
  expect(linksOnSite(markdown, example, pages, 'https://example.com/tree/main').markdown).toBe(
    'See [the session](https://example.com/tree/main/examples/chat/session.ts).',
  );
});

it('an image is copied beside the page, in Markdown and in HTML', () => {
  const markdown = '![chart](../../bench/chart.svg) <img alt="page" src="shot.png"> <source srcset="dark.png">';
  expect(linksOnSite(markdown, example, pages, undefined)).toEqual({
    markdown:
      '![chart](../assets/bench/chart.svg) <img alt="page" src="../assets/examples/chat/shot.png"> <source srcset="../assets/examples/chat/dark.png">',
    assets: ['bench/chart.svg', 'examples/chat/shot.png', 'examples/chat/dark.png'].map((file) => ({
      file,
      path: `assets/${file}`,
    })),
  });
});

it('every document has its place in the sidebar', () => {
  const sections = sectionsOf(ROOT);
  const more = sections.find(({ title }) => title === 'More');
  expect(more?.pages.map(({ file }) => file)).toBeUndefined();
  const paths = sections.flatMap((section) => section.pages.map(({ path }) => path));
  expect(new Set(paths).size).toBe(paths.length);
});
