/**
 * `npm run test:node`: the unit and integration specs, and the entries of the packed tarball, on each newer version of
 * Node that is promised, and a script of the client in Bun and in Deno; `npm run test:node -- 24` or `-- bun` on one of
 * them. Each is installed in a temporary folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { CheckError, interrupt } from './command';
import { installNode } from './installed-node';
import { checkOtherHost, isOtherHost } from './other-hosts';
import { pack } from './packed';
import { createProject } from './project';

const DEFAULT = ['bun', 'deno', '22', '24'];

const repository = join(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'rx-gateway-socket-node-'));

process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

let title = 'npm pack';
const say = (result: string): void => console.log(`ok      ${title}: ${result}`);

/** As `npm run test:unit` does, with what they print to be seen. */
function runSpecs(node: string): void {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join('spec', 'run-searched.ts'), node, jest], {
    cwd: repository,
    stdio: 'inherit',
    // What they start by name has to be that Node, too.
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (status !== 0) throw new CheckError(`ended with ${String(status)}`);
}

try {
  const { tarball, specifiers } = await pack(repository, temporary);
  const packages = ['rxjs', 'ws', '@angular/core'];
  const project = await createProject({ repository, tarball, folder: join(temporary, 'consumer'), packages });
  const wanted = process.argv.slice(2);
  for (const version of wanted.length > 0 ? wanted : DEFAULT) {
    title = version;
    if (isOtherHost(version)) {
      say(await checkOtherHost(version, project, temporary));
      continue;
    }
    title = `Node ${version}`;
    const node = await installNode(version, temporary);
    const exact = (await project.nodeAt(node, '--version')).trim();
    title = `the package's entries on Node ${exact}`;
    await project.nodeAt(node, 'import-quietly.mjs');
    await project.nodeAt(node, 'import-entries.mjs', ...specifiers);
    await project.nodeAt(node, 'require-entries.cjs', ...specifiers);
    say('from ESM and from CommonJS');
    title = `the specs on Node ${exact}`;
    runSpecs(node);
    say('unit, integration and Angular');
  }
} catch (error: unknown) {
  if (error instanceof CheckError && error.output !== '') console.error(error.output);
  console.error(`FAILED  ${title}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
