import { readdirSync } from 'node:fs';

const NOT_OURS = new Set(['node_modules', 'dist', 'api', '.angular', '.state', '.git']);

function within(folder: string, end: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? within(path, end) : path.endsWith(end) ? [path] : [];
  });
}

/** The files whose words are checked, from the root of the repository. */
export const pages = (): readonly string[] => [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...within('docs', '.md'),
  ...within('examples', 'README.md'),
  ...within('lib', '.ts'),
];
