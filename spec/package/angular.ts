/**
 * `npm run test:angular`: builds the Angular example with the packed tarball, as an application would have it, in every
 * version of Angular that is promised: `npm run test:angular -- 20` in one of them. What a version needs, a newer Node
 * among it, is installed beside it and thrown away.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { buildAngularExample } from './angular-example';
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
    const { says } = await buildAngularExample({ repository, temporary, tarball, version });
    console.log(`ok      ${title}: ${says}`);
  }
} catch (error: unknown) {
  if (error instanceof CheckError && error.output !== '') console.error(error.output);
  console.error(`FAILED  ${title}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
