/** `npm run example:browser`: builds the page, and serves it with a local gateway behind it at one address. */
import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { build } from 'vite';
import { checkPort } from '../django/launch/ports';
import { Problem } from '../django/launch/problem';
import { servePage } from './serve-page';

const { port } = new Command('npm run example:browser --')
  .description('A page with one connection, and buttons that break it.')
  .option('--port <n>', 'the port of the page', portOf, 5_173)
  .parse()
  .opts<{ port: number }>();

function portOf(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('It is not a port.');
  return value;
}

try {
  await checkPort(port, '--port');
  await build({ root: import.meta.dirname, logLevel: 'warn' });
  const { url, close } = await servePage({ folder: join(import.meta.dirname, 'dist'), port });
  console.log(`Open ${url}; Ctrl+C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`example:browser: ${error.message}`);
  process.exitCode = 1;
}
