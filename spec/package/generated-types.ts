import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError, run } from './command';
import type { Project } from './project';
import { CHECKED, LIBRARY, STRICT } from './type-consumers';

export const PACKAGES_OF_GENERATED = ['rxjs', 'zod', 'typescript'];

/** The version is fixed, since the repository itself does not have it. */
export const GENERATOR = 'json-schema-to-typescript@16.0.0';

/**
 * The recipe of generated types: its command makes the committed file of the committed schema, which Pydantic made of
 * messages.py, and an application compiles with it.
 */
export async function checkGeneratedTypes(project: Project): Promise<string> {
  const folder = join(project.folder, 'models');
  const committed = readFileSync(join(folder, 'messages.ts'), 'utf8');
  await run('sh', ['-c', 'node generate-messages.mjs < messages.schema.json'], folder);
  if (readFileSync(join(folder, 'messages.ts'), 'utf8') !== committed) {
    throw new CheckError('models/messages.ts is not what its generator makes of models/messages.schema.json');
  }
  const bundler = ['--module', 'ESNext', '--moduleResolution', 'bundler'];
  await project.npx('tsc', ...STRICT, ...CHECKED, ...LIBRARY, ...bundler, join('models', 'live.ts'));
  return 'generated, and compiled';
}
