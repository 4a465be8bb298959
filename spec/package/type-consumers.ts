import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project';

// Stricter than an application has to be: what compiles under these compiles under less.
export const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
// Neither skipLibCheck, which would hide an error in our own declarations, nor a library newer than applications have.
export const CHECKED = ['--skipLibCheck', 'false'];
export const LIBRARY = ['--target', 'ES2022', '--lib', 'ES2022,DOM'];
export const OLDER_LIBRARY = ['--target', 'ES2020', '--lib', 'ES2020,DOM'];

const CONSUMERS = ['typed-client', 'typed-local-gateway', 'typed-standalone', 'typed-testing'];
// Angular itself is ES modules alone, found by `exports` alone: no TypeScript application has it from elsewhere.
const CONSUMERS_OF_ESM = ['typed-angular'];

const MODES = [
  { resolution: 'bundler', module: 'ESNext', extensions: ['ts'], esm: 'ts' },
  { resolution: 'node16', module: 'Node16', extensions: ['mts', 'cts'], esm: 'mts' },
  { resolution: 'nodenext', module: 'NodeNext', extensions: ['mts', 'cts'], esm: 'mts' },
  // Older projects still resolve so; TypeScript 6 accepts it only with this confession.
  { resolution: 'node10', module: 'CommonJS', extensions: ['ts'], more: ['--ignoreDeprecations', '6.0'] },
] as const;

/** The consumers in spec/package/consumer compile in every mode, and what must not compile in them does not. */
export async function checkTypes(project: Project): Promise<string> {
  const compile = (...args: readonly string[]) => project.npx('tsc', ...STRICT, ...CHECKED, ...LIBRARY, ...args);
  // The client also compiles where there are no types of Node.
  const bundled = ['--module', 'ESNext', '--moduleResolution', 'bundler', 'typed-client.ts'];
  await compile(...bundled);
  // And where nothing newer is known than what a browser of 2020 had, such as ErrorOptions.
  await project.npx('tsc', ...STRICT, ...CHECKED, ...OLDER_LIBRARY, ...bundled);
  for (const { resolution, module, extensions, ...mode } of MODES) {
    const files = extensions.flatMap((extension) => CONSUMERS.map((name) => renamed(project, name, extension)));
    if ('esm' in mode) files.push(...CONSUMERS_OF_ESM.map((name) => renamed(project, name, mode.esm)));
    const more = 'more' in mode ? mode.more : [];
    await compile('--module', module, '--moduleResolution', resolution, '--types', 'node', ...more, ...files);
  }
  return MODES.map(({ resolution, extensions }) => `${resolution} (.${extensions.join(', .')})`).join(', ');
}

/** A file's extension decides whether TypeScript reads it as ESM or as CommonJS. */
function renamed(project: Project, name: string, extension: string): string {
  const copy = `${name}.${extension}`;
  if (extension !== 'ts') copyFileSync(join(project.folder, `${name}.ts`), join(project.folder, copy));
  return copy;
}
