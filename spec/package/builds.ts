import { build } from 'esbuild';
import { CheckError } from './command';
import type { Project } from './project';

export type Build = 'default' | 'production';

/** What the client has once in each build, and no minifier changes: a text that every socket may need, and what a number is put into. */
const ONCE: Readonly<Record<Build, string>> = {
  default: 'the token source completed without a token',
  production: 'rx-gateway-socket error ',
};

/** A bundle holds the client once, since twice would be two copies of its state, and of that build. */
export function checkOneClient(code: string, expected: Build): void {
  const count = (name: Build) => code.split(ONCE[name]).length - 1;
  const other = expected === 'default' ? 'production' : 'default';
  if (count(expected) === 1 && count(other) === 0) return;
  throw new CheckError(
    `the bundle holds the ${expected} build ${count(expected)} times, and the ${other} build ${count(other)} times`,
  );
}

/** Node takes the build with words from both module systems, and that with numbers where it is asked to. */
export async function checkBuildsInNode(project: Project, specifiers: readonly string[]): Promise<string> {
  await project.node('which-build.mjs', 'default');
  await project.node('--conditions=production', 'which-build.mjs', 'production');
  // In a production build, too, every entry has the one core.
  await project.node('--conditions=production', 'import-entries.mjs', ...specifiers);
  await project.node('--conditions=production', 'require-entries.cjs', ...specifiers);
  return 'words; numbers with --conditions=production';
}

/** esbuild knows neither `production` nor `development` unless it is told. */
export async function checkBuildsOfEsbuild({ folder }: Project): Promise<string> {
  const bundled = async (conditions?: string[]): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: "export { gatewaySocket } from 'rx-gateway-socket'", resolveDir: folder },
      absWorkingDir: folder,
      bundle: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
      ...(conditions && { conditions }),
    });
    return outputFiles.map(({ text }) => text).join('');
  };
  checkOneClient(await bundled(), 'default');
  checkOneClient(await bundled(['production', 'module']), 'production');
  return 'words; numbers with --conditions=production,module';
}
