import { join } from 'node:path';

/** Where npm runs every script of a package. */
export const root = process.cwd();

export const exampleDirectory = join(root, 'examples/django');

/** What is made and can be made again: no linter, formatter or test runner looks in there, and git does not either. */
export const cacheDirectory = join(root, 'node_modules/.cache/example-django');
