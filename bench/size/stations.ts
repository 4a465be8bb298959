import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import ts from 'typescript';

/** What a station of the house adds to the bundle of `gatewaySocket`. */
export interface Share {
  readonly station: string;
  /** Bytes, minified. */
  readonly minified: number;
  /** Its files, the largest first. */
  readonly files: readonly (readonly [file: string, minified: number])[];
}

export interface Profile {
  readonly shares: readonly Share[];
  /** Bytes of the whole, compressed, and of the same without the words of its errors. */
  readonly gzip: number;
  readonly wordless: number;
}

/** Texts longer than any name or option: what errors and hints say. */
const WORDS = 12;

/** Where the bytes of `gatewaySocket` are, from its sources, since what is built no longer says. */
export async function profileOf(repository: string): Promise<Profile> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export { gatewaySocket } from './lib/index.ts'", resolveDir: repository, loader: 'ts' },
    absWorkingDir: repository,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['rxjs', 'rxjs/*'],
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [output] = Object.values(metafile.outputs);
  const [bundle] = outputFiles;
  if (!output || !bundle) throw new Error('esbuild wrote nothing.');
  const stations = new Map<string, [file: string, minified: number][]>();
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const [, station = 'the rest', name] = /^lib\/(?:(\w+)\/)?(.+)\.ts$/.exec(file) ?? [];
    if (name === undefined || bytesInOutput === 0) continue;
    stations.set(station, [...(stations.get(station) ?? []), [name, bytesInOutput]]);
  }
  const shares = [...stations].map(([station, files]) => ({
    station,
    minified: files.reduce((sum, [, bytes]) => sum + bytes, 0),
    files: files.sort(([, one], [, other]) => other - one),
  }));
  return {
    shares: shares.sort((one, other) => other.minified - one.minified),
    gzip: compressed(bundle.text),
    wordless: compressed(await withoutWords(bundle.text)),
  };
}

const compressed = (code: string): number => gzipSync(code, { level: 9 }).length;

/** The same code with each long text emptied, and what is computed in it kept. */
async function withoutWords(code: string): Promise<string> {
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const kept: string[] = [];
  let from = 0;
  const visit = (node: ts.Node): void => {
    if (isText(node) && node.text.length > WORDS) {
      // Without what opens and closes it, a quote or a part of `${…}`.
      const open = 1;
      const close = node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle ? 2 : 1;
      kept.push(code.slice(from, node.getStart(source) + open));
      from = node.getEnd() - close;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return (await transform(kept.join('') + code.slice(from), { minify: true, format: 'esm' })).code;
}

function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateLiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}
