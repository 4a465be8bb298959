import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { CheckError } from './command';

/** Entries of their own, which may import what they need and which the core never imports. */
const ENTRY = /^lib\/(angular|testing|local-gateway)(\/|$)/;
const ALLOWED = ['rxjs', 'rxjs/fetch', 'rxjs/webSocket'];

/** The core imports nothing but rxjs and itself, and `webSocket`, which RxJS 9 drops, in one file only. */
export function checkCoreSources(repository: string): string {
  const files = readdirSync(join(repository, 'lib'), { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join('lib', file.replaceAll('\\', '/')))
    .filter((file) => file.endsWith('.ts') && !ENTRY.test(file));
  const imports = files.flatMap((file) => importsOf(repository, file).map((specifier) => ({ file, specifier })));
  const foreign = imports.filter(({ file, specifier }) =>
    specifier.startsWith('.') ? ENTRY.test(posix.join(posix.dirname(file), specifier)) : !ALLOWED.includes(specifier),
  );
  if (foreign.length > 0) {
    throw new CheckError(foreign.map(({ file, specifier }) => `${file} imports ${specifier}`).join(', '));
  }
  const users = imports.filter(({ specifier }) => specifier === 'rxjs/webSocket').map(({ file }) => file);
  if (users.length !== 1) throw new CheckError(`webSocket is imported in ${users.join(' and ') || 'no file'}`);
  return `${files.length} files`;
}

/** The same of what the build made of it: a dependency may also come in by being bundled or by a declaration. */
export function checkCoreBundle(repository: string): string {
  const files = ['index.mjs', 'index.cjs', 'index.d.mts', 'index.d.cts'].map((file) => posix.join('dist', file));
  for (const file of files) {
    const foreign = importsOf(repository, file).filter((specifier) => !ALLOWED.includes(specifier));
    if (foreign.length > 0) throw new CheckError(`${file} imports ${foreign.join(', ')}`);
  }
  return files.join(', ');
}

/** Every module that a file names: in `import`, `export … from`, `import()`, `require()`, for values and for types. */
function importsOf(repository: string, file: string): string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}
