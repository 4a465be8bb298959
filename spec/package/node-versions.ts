/**
 * `npm run test:node`: the unit and integration specs, and the entries of the packed tarball, on each newer version of
 * Node that is promised, and a script of the client in Bun and in Deno; `npm run test:node -- 24` or `-- bun` on one of
 * them. Each is installed in a temporary folder.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { CheckError } from './command';
import { installNode } from './installed-node';
import { checkOtherHost, isOtherHost } from './other-hosts';
import { pack } from './packed';
import { createProject } from './project';
import { runChecks } from './report';

const DEFAULT = ['bun', 'deno', '22', '24'];

await runChecks('node', async ({ repository, temporary, check }) => {
  const { tarball, specifiers } = await check('npm pack', () => pack(repository, temporary));
  const packages = ['rxjs', 'ws', '@angular/core'];
  const project = await createProject({ repository, tarball, folder: join(temporary, 'consumer'), packages });
  const wanted = process.argv.slice(2);
  for (const version of wanted.length > 0 ? wanted : DEFAULT) {
    if (isOtherHost(version)) {
      await check(version, () => checkOtherHost(version, project, temporary));
      continue;
    }
    const node = await check(
      `Node ${version}`,
      () => installNode(version, temporary),
      () => '',
    );
    const exact = (await project.nodeAt(node, '--version')).trim();
    await check(`the package's entries on Node ${exact}`, async () => {
      await project.nodeAt(node, 'import-quietly.mjs');
      await project.nodeAt(node, 'import-entries.mjs', ...specifiers);
      await project.nodeAt(node, 'require-entries.cjs', ...specifiers);
      return 'from ESM and from CommonJS';
    });
    await check(`the specs on Node ${exact}`, () => {
      runSpecs(node, repository);
      return 'unit, integration and Angular';
    });
  }
});

/** As `npm run test:unit` does, with what they print to be seen. */
function runSpecs(node: string, repository: string): void {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join('spec', 'run-searched.ts'), node, jest], {
    cwd: repository,
    stdio: 'inherit',
    // What they start by name has to be that Node, too.
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (status !== 0) throw new CheckError(`ended with ${String(status)}`);
}
