/**
 * `npm run test:angular`: builds the Angular example with the packed tarball, as an application would have it, in every
 * version of Angular that is promised: `npm run test:angular -- 20` in one of them. Then it makes a project with `ng new`,
 * and builds and tests it with the files of docs/angular.md. What a version needs, a newer Node among it, is installed
 * beside it and thrown away.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { buildAngularExample } from './angular-example';
import { newGuide } from './angular-guide';
import { CheckError, interrupt } from './command';
import { pack } from './packed';

const DEFAULT = ['21', '22'];

const repository = join(import.meta.dirname, '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'rx-gateway-socket-angular-'));

process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

let title = 'npm pack';
try {
  const { tarball } = await pack(repository, temporary);
  const wanted = process.argv.slice(2);
  for (const version of wanted.length > 0 ? wanted : DEFAULT) {
    title = `the example in Angular ${version}`;
    const example = await buildAngularExample({ repository, temporary, tarball, version });
    console.log(`ok      ${title}: ${example.says}`);
    if (!example.hasVitest) continue;
    title = `docs/angular.md in a project of ng new, Angular ${version}`;
    const guide = await newGuide(repository, example);
    await guide.build('production');
    console.log(`ok      ${title}: it builds, ${await guide.test()}`);
  }
} catch (error: unknown) {
  if (error instanceof CheckError && error.output !== '') console.error(error.output);
  console.error(`FAILED  ${title}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
