import { build, type BuildFailure } from 'esbuild';
import { join } from 'node:path';
import { exampleDirectory } from './directories';
import { Problem } from './problem';

/** Bundles the page's script with the client into `dist/page.js`, from where Django serves it. */
export async function bundlePage(): Promise<void> {
  try {
    await build({
      entryPoints: [join(exampleDirectory, 'page/main.ts')],
      outfile: join(exampleDirectory, 'dist/page.js'),
      bundle: true,
      format: 'esm',
      target: 'es2022',
      sourcemap: true,
      logLevel: 'silent',
    });
  } catch (error) {
    // The only thing that `build` rejects with.
    const [first] = (error as BuildFailure).errors;
    throw new Problem(`page/main.ts cannot be bundled: ${first?.text ?? String(error)}`);
  }
}
