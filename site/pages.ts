import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of the repository, and where it is on the site. */
export interface SitePage {
  /** Its path in the repository, such as `docs/angular.md`. */
  readonly file: string;
  /** Its path on the site, without `.md`, such as `angular`. */
  readonly path: string;
  /** Its first heading. */
  readonly title: string;
}

/** A group of the sidebar. */
export interface Section {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

/** The sidebar, by the documents in it. Documents of `docs/` that no group names are in the last one. */
const SECTIONS: readonly (readonly [title: string, files: readonly string[]])[] = [
  [
    'Start',
    [
      'README.md',
      'docs/getting-started.md',
      'docs/django.md',
      'docs/features.md',
      'docs/angular.md',
      'docs/react.md',
      'docs/vue.md',
      'docs/svelte.md',
    ],
  ],
  ['Guides', ['docs/recipes.md', 'docs/tabs.md', 'docs/testing.md', 'docs/local-gateway.md', 'docs/migrating.md']],
  [
    'Reference',
    [
      'docs/options.md',
      'docs/streams.md',
      'docs/schema-validation.md',
      'docs/error-handling.md',
      'docs/compatibility.md',
      'docs/delivery.md',
      'docs/errors.md',
      'docs/troubleshooting.md',
      'docs/security.md',
      'docs/glossary.md',
      'bench/RESULTS.md',
    ],
  ],
  [
    'Project',
    [
      'ARCHITECTURE.md',
      'docs/decisions/README.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'SECURITY.md',
      'CODE_OF_CONDUCT.md',
    ],
  ],
];

/** Paths on the site that do not follow from the path in the repository. */
const PATHS: Readonly<Record<string, string>> = {
  'README.md': 'overview',
  'bench/RESULTS.md': 'benchmarks',
  'SECURITY.md': 'project/security-policy',
};

/** The sidebar of the site: every document of the repository that a user or a contributor reads. */
export function sectionsOf(repository: string): readonly Section[] {
  const page = (file: string): SitePage => ({ file, path: pathOf(file), title: titleOf(join(repository, file)) });
  const named = new Set(SECTIONS.flatMap(([, files]) => files));
  const others = documents(repository).filter((file) => !named.has(file));
  const isExample = (file: string): boolean => file.startsWith('examples/');
  const isDecision = (file: string): boolean => file.startsWith('docs/decisions/');
  return [
    ...SECTIONS.map(([title, files]) => ({
      title,
      pages: files.filter((file) => existsSync(join(repository, file))).map(page),
    })),
    { title: 'Examples', pages: others.filter(isExample).map(page) },
    { title: 'Design decisions', pages: others.filter(isDecision).map(page) },
    { title: 'More', pages: others.filter((file) => !isExample(file) && !isDecision(file)).map(page) },
  ].filter(({ pages }) => pages.length > 0);
}

function documents(repository: string): readonly string[] {
  const markdownIn = (folder: string): readonly string[] =>
    readdirSync(join(repository, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`);
  const examples = readdirSync(join(repository, 'examples'))
    .map((name) => `examples/${name}/README.md`)
    .filter((file) => existsSync(join(repository, file)));
  return [...markdownIn('docs'), ...markdownIn('docs/decisions'), ...examples].sort();
}

function pathOf(file: string): string {
  const known = PATHS[file];
  if (known !== undefined) return known;
  const plain = file.replace(/\.md$/, '');
  if (plain.startsWith('docs/decisions/')) return plain.slice('docs/'.length).replace(/README$/, 'index');
  if (plain.startsWith('docs/')) return plain.slice('docs/'.length);
  if (plain.startsWith('examples/')) return plain.replace(/\/README$/, '');
  return `project/${plain.toLowerCase().replaceAll('_', '-')}`;
}

function titleOf(path: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (heading === undefined) throw new Error(`${path} has no heading, which the sidebar shows.`);
  return heading.replaceAll('`', '');
}
