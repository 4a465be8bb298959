import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CheckError } from './command';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

/**
 * A debugger shows TypeScript (the map of each script holds its sources), "go to definition" finds it (the sources of
 * each declaration map are in the package), and no file tells where it was built.
 *
 * @param installed the package as it lies in a project's node_modules
 */
export function checkSourceMaps(installed: string, files: readonly string[], repository: string): string {
  const built = files.filter((file) => file.startsWith('dist/'));
  for (const file of built) {
    const text = readFileSync(join(installed, file), 'utf8');
    if (text.includes(repository)) throw new CheckError(`${file} holds the path of this checkout`);
    if (isCode(file, text) && !text.includes('sourceMappingURL=')) throw new CheckError(`${file} has no source map`);
    if (file.endsWith('.map')) checkSourceMap(installed, file, text);
  }
  return `${built.filter((file) => file.endsWith('.map')).length} maps`;
}

function checkSourceMap(installed: string, file: string, text: string): void {
  // Source maps are this shape by their specification (ECMA-426).
  const { sources, sourcesContent = [] } = JSON.parse(text) as SourceMap;
  const isDeclaration = /\.d\.[mc]ts\.map$/.test(file);
  const lost = sources.filter((source, index) =>
    isDeclaration ? !existsSync(join(installed, dirname(file), source)) : typeof sourcesContent[index] !== 'string',
  );
  if (lost.length > 0) throw new CheckError(`${file} leads to ${lost.join(', ')}, which the package lacks`);
}

/**
 * A script that only passes on what a chunk exports has nothing to map. The standalone files have no map, because each is
 * copied alone: Django's ManifestStaticFilesStorage fails where a file names a map that is not beside it.
 */
function isCode(file: string, text: string): boolean {
  if (file.startsWith('dist/standalone/')) return false;
  return /\.[mc]js$/.test(file) && text.replaceAll(/^(import|export) .*$/gm, '').trim() !== '';
}
