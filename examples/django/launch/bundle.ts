import { build, type BuildFailure, type BuildOptions } from 'esbuild';
import { join } from 'node:path';
import { exampleDirectory, root } from './directories';
import { Problem } from './problem';

/** Where the client is as one file, as the package has it in `dist/standalone`. */
export const standaloneClient = join(exampleDirectory, 'dist/rx-gateway-socket/rx-gateway-socket.mjs');

/** Bundles what Django serves: the script of the chat with the client, and the client alone for the page without a build. */
export async function bundlePage(): Promise<void> {
  await bundle('page/main.ts', {
    entryPoints: [join(exampleDirectory, 'page/main.ts')],
    outfile: join(exampleDirectory, 'dist/page.js'),
    sourcemap: true,
  });
  await bundle('lib/standalone', {
    entryPoints: [join(root, 'lib/standalone/index.ts')],
    outfile: standaloneClient,
    minify: true,
  });
}

async function bundle(name: string, options: BuildOptions): Promise<void> {
  try {
    await build({ ...options, bundle: true, format: 'esm', target: 'es2022', logLevel: 'silent' });
  } catch (error) {
    // The only thing that `build` rejects with.
    const [first] = (error as BuildFailure).errors;
    throw new Problem(`${name} cannot be bundled: ${first?.text ?? String(error)}`);
  }
}
