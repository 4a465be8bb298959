/** The fields of package.json that a release needs, and that nobody but its owner can fill in. */
export interface Manifest {
  readonly repository?: unknown;
  readonly homepage?: unknown;
  readonly bugs?: unknown;
  readonly author?: unknown;
}

/** What to write in each field; `<…>` is for the owner to say. */
const WANTED: Readonly<Record<keyof Manifest, string>> = {
  repository: '"repository": { "type": "git", "url": "git+https://github.com/<owner>/<name>.git" }',
  homepage: '"homepage": "https://<owner>.github.io/<name>/"',
  bugs: '"bugs": { "url": "https://github.com/<owner>/<name>/issues" }',
  author: '"author": "<first and last name> (https://<page>)"',
};

/** What stands in a field until somebody writes the real value: `<…>` without an address in it, a page of nobody. */
const PLACEHOLDER =
  /<[^@>]*>|\bexample\.(?:com|org|net)\b|\b(?:todo|tbd|fixme|placeholder|changeme|x{3,}|your[-_ ]\w+)\b|github\.com\/(?:owner|org|user|username|you)\//i;

/** The text of a field, which may be an object with a `url`, or with `name` and `email`. */
function textOf(field: unknown): string {
  if (typeof field === 'string') return field.trim();
  if (typeof field !== 'object' || field === null) return '';
  const texts: readonly unknown[] = Object.values(field);
  return texts.filter((text) => typeof text === 'string' && text !== 'git').join(' ');
}

/** A line for each field that is missing or a placeholder: what is there, and what to write. */
export function placeholders(manifest: Manifest): readonly string[] {
  return (['repository', 'homepage', 'bugs', 'author'] as const).flatMap((field) => {
    const text = textOf(manifest[field]);
    if (text !== '' && !PLACEHOLDER.test(text)) return [];
    const state = text === '' ? 'is missing' : `is a placeholder (${text})`;
    return [`${field} ${state}. Write: ${WANTED[field]}`];
  });
}

/** The page of the repository, without a slash at the end; undefined where it is missing or a placeholder. */
export function repositoryPage({ repository }: Manifest): string | undefined {
  const text = textOf(repository);
  if (text === '' || PLACEHOLDER.test(text)) return undefined;
  return text.replace(/^git\+/, '').replace(/(?:\.git)?\/?$/, '');
}
