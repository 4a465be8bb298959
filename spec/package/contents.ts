import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lostLinks } from '../../release/packed-readme';
import { CheckError } from './command';
import type { Packed } from './packed';

const WELCOME = [
  /^(package\.json|LICENSE|README\.md|SECURITY\.md)$/,
  // The pages that the README leads to.
  /^docs\/[a-z-]+\.md$/,
  // Neither source maps nor sources: they were two thirds of the package.
  /^dist\/.+\.(mjs|cjs|js|d\.mts|d\.cts)$/,
  // For resolvers that do not read `exports`: a folder for each entry.
  /^[a-z-]+\/package\.json$/,
  // The client as a classic script.
  // Its classic script is a CommonJS module as well.
  /^dist\/standalone\/package\.json$/,
  // The licences of what is bundled have to travel with it.
  /^dist\/[a-z-]+\/THIRD-PARTY\.md$/,
];

/** The command and the standalone files bundle what they are made of, and name it. */
const DECLARED = ['./dist/local-gateway/THIRD-PARTY.md', './dist/standalone/THIRD-PARTY.md', './SECURITY.md'];

/** The tarball holds what it should, and nothing else: no spec, no example, no CI script, no configuration. */
export function checkContents({ files, manifest, specifiers }: Packed): string {
  const unwelcome = files.filter((file) => !WELCOME.some((pattern) => pattern.test(file)));
  if (unwelcome.length > 0) throw new CheckError(`the tarball holds ${unwelcome.join(', ')}`);
  const { name, main, module, types, exports, bin } = manifest;
  const folders = specifiers.map((specifier) => `${specifier.replace(name, '.')}/package.json`);
  const named = pathsIn([main, module, types, exports, bin, './LICENSE', ...folders, ...DECLARED]);
  const missing = named.filter((path) => !files.includes(path));
  if (missing.length > 0) throw new CheckError(`package.json names what the tarball lacks: ${missing.join(', ')}`);
  return `${files.length} files`;
}

/** Every file that a field of package.json names, however deep in its conditions. */
function pathsIn(field: unknown): string[] {
  if (typeof field === 'string') return [field.replace(/^\.\//, '')];
  return typeof field === 'object' && field !== null ? Object.values(field).flatMap(pathsIn) : [];
}

/**
 * Every link and image of the packed README leads somewhere, and no file of the build holds the path of this checkout.
 *
 * @param installed the package as it lies in a project's node_modules
 */
export function checkTexts(installed: string, files: readonly string[], repository: string): string {
  const text = (file: string) => readFileSync(join(installed, file), 'utf8');
  const lost = lostLinks(text('README.md'), new Set(files));
  if (lost.length > 0) throw new CheckError(`the README leads to ${lost.join(', ')}, which the tarball lacks`);
  const leaky = files.filter((file) => file.startsWith('dist/') && text(file).includes(repository));
  if (leaky.length > 0) throw new CheckError(`the path of this checkout is in ${leaky.join(', ')}`);
  return 'every link of the README leads somewhere';
}
