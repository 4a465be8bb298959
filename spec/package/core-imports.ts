import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { CheckError } from './command';

/** Entries of their own, which may import what they need and which the core never imports. */
const ENTRY = /^lib\/(angular|tabs|standalone|testing|local-gateway)(\/|$)/;
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
  const reached = new Set(files);
  // A set that grows while it is walked is walked to its end.
  for (const file of reached) {
    for (const specifier of importsOf(repository, file)) {
      if (specifier.startsWith('.')) reached.add(fileOf(file, specifier));
      else if (!ALLOWED.includes(specifier)) throw new CheckError(`${file} imports ${specifier}`);
    }
  }
  const entries = [...reached].filter((file) => ENTRY.test(file.replace('dist', 'lib')));
  if (entries.length > 0) throw new CheckError(`the core imports ${entries.join(', ')}`);
  return `${files.join(', ')} and ${reached.size - files.length} files that they share`;
}

/** `describe()` is for those who use it: a page that has `gatewaySocket` alone does not load its sentences. */
export async function checkDescribeApart(repository: string): Promise<string> {
  const [core, both] = await Promise.all(
    ['gatewaySocket', 'gatewaySocket, describe'].map(async (names) => {
      const { outputFiles } = await build({
        stdin: { contents: `export { ${names} } from './dist/index.mjs'`, resolveDir: repository },
        bundle: true,
        format: 'esm',
        external: ['rxjs', 'rxjs/*'],
        write: false,
        logLevel: 'error',
      });
      return outputFiles[0]?.text ?? '';
    }),
  );
  const sentence = 'nothing uses the connection';
  if (!both?.includes(sentence)) throw new CheckError('describe() has other sentences: change the check');
  if (core?.includes(sentence)) throw new CheckError('the bundle of gatewaySocket has the sentences of describe()');
  return 'only where it is imported';
}

/** A strict Content-Security-Policy forbids code made of text, and a page that has one has to work. */
export function checkNoCodeOfText(repository: string): string {
  const files = readdirSync(join(repository, 'dist'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.[mc]js$/.test(file) && !file.startsWith('local-gateway'),
  );
  const wrong = files.filter((file) => makesCodeOfText(readFileSync(join(repository, 'dist', file), 'utf8')));
  if (wrong.length > 0) throw new CheckError(`${wrong.join(', ')} makes code of text`);
  return `${files.length} files without eval() and Function()`;
}

export const makesCodeOfText = (code: string): boolean =>
  /\beval\s*\(|\bFunction\s*\(|\bset(?:Timeout|Interval)\s*\(\s*['"`]/.test(code);

/** A declaration imports another by the name of its code. */
function fileOf(importer: string, specifier: string): string {
  const file = posix.join(posix.dirname(importer), specifier);
  return importer.includes('.d.') ? file.replace(/\.([mc])js$/, '.d.$1ts') : file;
}

/** Every module that a file names: in `import`, `export … from`, `import()`, `require()`, for values and for types. */
function importsOf(repository: string, file: string): string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}
