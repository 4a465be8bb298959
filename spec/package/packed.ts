import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError, run } from './command';
import { tarballSize, type TarballSize, type Weighed } from './tarball-size';

/** The part of package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What `npm publish` would send. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
  readonly size: TarballSize;
  readonly manifest: Manifest;
  /** What an application may write behind `from`. */
  readonly specifiers: readonly string[];
}

/** The documented shape of `npm pack --json`. */
interface Report extends Weighed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what `npm run build` left in dist. Without `prepack`, which would only build it once more. */
export async function pack(repository: string, folder: string): Promise<Packed> {
  const swapReadme = (which: string) => run('npm', ['run', 'pack:readme', '--', which], repository);
  await swapReadme('packed');
  const output = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    repository,
  ).finally(() => swapReadme('kept'));
  // Its shape, and that of the manifest which this repository holds.
  const [report] = JSON.parse(output) as Report[];
  if (report === undefined) throw new CheckError('npm pack reported no tarball', output);
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;
  return {
    tarball: join(folder, report.filename),
    files: report.files.map(({ path }) => path).sort(),
    size: tarballSize(report),
    manifest,
    specifiers: Object.keys(manifest.exports)
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => join(manifest.name, entry)),
  };
}
