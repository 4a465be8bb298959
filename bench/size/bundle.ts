import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

/** Something to be bundled alone. */
export interface Bundled {
  readonly name: string;
  /** The module that a page would hold. */
  readonly code: string;
  /** What the page has already: packages, or all files outside a folder. */
  readonly external?: readonly string[];
  readonly folder?: string;
  /** A module whose bytes are taken off: what the page would hold anyway. */
  readonly without?: string;
}

/** Bytes, minified, and then compressed. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
}

export async function sizeOf({ without, ...bundled }: Bundled, repository: string): Promise<Size> {
  const whole = await bytesOf(bundled, repository);
  if (without === undefined) return whole;
  const base = await bytesOf({ ...bundled, code: without }, repository);
  return {
    minified: whole.minified - base.minified,
    gzip: whole.gzip - base.gzip,
    brotli: whole.brotli - base.brotli,
  };
}

async function bytesOf({ name, code, external = [], folder }: Bundled, repository: string): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: repository, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: [...external],
    plugins: folder === undefined ? [] : [onlyFrom(folder)],
    write: false,
    logLevel: 'error',
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error(`${name}: esbuild wrote nothing.`);
  const { contents } = bundle;
  return {
    minified: contents.length,
    gzip: gzipSync(contents, { level: 9 }).length,
    brotli: brotliCompressSync(contents).length,
  };
}

/** Leaves out what lies above a folder of our own, as the page of an entry has the core already. */
function onlyFrom(folder: string): Plugin {
  return {
    name: 'only-from',
    setup: (bundling) =>
      bundling.onResolve({ filter: /^\.\.\// }, ({ path, resolveDir }) =>
        resolveDir.endsWith(folder) ? { path, external: true } : undefined,
      ),
  };
}
