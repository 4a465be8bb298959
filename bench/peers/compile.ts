import { join } from 'node:path';
import { build } from 'esbuild';

/** The processes of the benchmark. */
const PROCESSES = ['client-process', 'idle-process', 'reconnect-process', 'server-process'] as const;
export type Script = (typeof PROCESSES)[number];

const folder = join(import.meta.dirname, 'dist');

export const scriptFile = (script: Script): string => join(folder, `${script}.js`);

/** What is published of this package. */
const published = join(import.meta.dirname, '..', '..', 'dist', 'index.mjs');

/**
 * Compiles the processes beforehand, so that no compiler is in their heap and their start is short. Packages are left to
 * Node, ours among them: hence without the paths of tsconfig.json, which lead to the sources.
 */
export async function compile(): Promise<void> {
  await build({
    entryPoints: PROCESSES.map((script) => join(import.meta.dirname, `${script}.ts`)),
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    alias: { 'rx-gateway-socket': published },
    external: [published],
    tsconfigRaw: {},
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}
