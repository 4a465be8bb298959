import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeWithOneClient } from './page';
import type { Project } from './project';

/** The versions are fixed, since the repository itself does not have them. */
export const BUNDLERS = ['webpack@5.113.0', 'parcel@2.16.4'];

/**
 * What runs in Node alone, and what is a client of its own for pages without a bundler. Parcel does not find the parts of
 * Angular itself (`test:angular` has Angular's own bundler).
 */
const LEFT_OUT = /\/(local-gateway|standalone|angular)$/;

/** What webpack takes in each of its modes. */
const BUILDS = { production: 'production', development: 'default' } as const;

/**
 * webpack, and Parcel whose default resolver does not read `exports`, find every entry for pages, and make a bundle with
 * one client in it: webpack with the production build where it builds for production, Parcel with the default build.
 */
export async function checkBundlers(project: Project, specifiers: readonly string[]): Promise<string> {
  const entries = specifiers.filter((specifier) => !LEFT_OUT.test(specifier));
  const imports = entries.map((specifier, index) => `import * as entry${index} from '${specifier}';`);
  const names = entries.map((_, index) => `...Object.keys(entry${index})`).join(', ');
  writeFileSync(
    join(project.folder, 'every-entry', 'main.js'),
    [...imports, `document.title = [${names}].join();`].join('\n'),
  );
  for (const [mode, build] of Object.entries(BUILDS)) {
    await project.node('bundle-with-webpack.cjs', mode);
    codeWithOneClient(join(project.folder, 'webpack', mode), build);
  }
  const output = ['--dist-dir', 'parcel', '--no-cache', '--no-source-maps', '--log-level', 'warn'];
  await project.npx('parcel', 'build', join('every-entry', 'index.html'), ...output);
  codeWithOneClient(join(project.folder, 'parcel'), 'default');
  return entries.join(', ');
}
