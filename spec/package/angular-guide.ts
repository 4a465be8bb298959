import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltExample } from './angular-example';
import { CheckError } from './command';

/** A project of `ng new` with the files of docs/angular.md. */
export interface Guide {
  /** Builds it, and resolves to the folder that a server has to serve. */
  build(configuration: 'production' | 'development'): Promise<string>;
  /** Runs its tests, and resolves to what became of them. */
  test(): Promise<string>;
}

const NAME = 'guide';

/**
 * Makes a project with `ng new`, and puts the files of docs/angular.md into it as they are. It is beside the example, whose
 * packages it finds: an installation of its own would take as long again.
 */
export async function newGuide(repository: string, { packages, ng }: BuiltExample): Promise<Guide> {
  await ng(packages, 'new', NAME, '--skip-install', '--skip-git', '--defaults');
  const folder = join(packages, NAME);
  cpSync(join(repository, 'spec', 'angular', NAME), folder, { recursive: true });
  return {
    async build(configuration) {
      await ng(folder, 'build', '--configuration', configuration);
      return join(folder, 'dist', NAME, 'browser');
    },
    async test() {
      const output = await ng(folder, 'test', '--watch=false');
      const passed = /Tests\s+(\d+ passed) \(\d+\)/.exec(output.replace(COLORS, ''))?.[1];
      if (passed === undefined) throw new CheckError('not all tests of the guide passed', output);
      return passed;
    },
  };
}

// eslint-disable-next-line no-control-regex -- an escape sequence begins with one
const COLORS = /\u001b\[[\d;]*m/g;
