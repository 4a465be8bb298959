import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { CheckError, run } from './command';
import type { Packed } from './packed';

/** package.json against the files it names, as bundlers and Node read it. Strict: suggestions count as well. */
export async function checkWithPublint({ tarball, manifest }: Packed): Promise<string> {
  const bytes = readFileSync(tarball);
  const archive = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages } = await publint({ pack: { tarball: archive }, strict: true });
  const [first] = messages;
  if (first !== undefined) {
    throw new CheckError(formatMessage(first, manifest, { color: false }) ?? first.code, JSON.stringify(messages));
  }
  return 'strict';
}

/**
 * The types of every entry in every resolution mode: node10, node16 from CommonJS and from ESM, bundler. No profile
 * leaves one out: node10 does not know `exports`, and finds the entries below the root by `typesVersions`.
 */
export async function checkWithAttw({ tarball }: Packed, repository: string): Promise<string> {
  // Types of DefinitelyTyped would be looked up in the registry, and there are none of this package.
  const options = ['--no-definitely-typed', '--no-emoji', '--no-color', '--format', 'ascii'];
  await run('npx', ['--no-install', 'attw', tarball, ...options], repository);
  return 'node10, node16 from CommonJS and ESM, bundler';
}
