/** `npm run example:browser`: builds the page, and serves it with a local gateway behind it at one address. */
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { servePage } from './serve-page';

const { values } = parseArgs({ options: { port: { type: 'string', default: '5173' } } });
const folder = join(import.meta.dirname, 'dist');

await build({ root: import.meta.dirname, logLevel: 'warn' });
const { url, close } = await servePage({ folder, port: Number(values.port) });
console.log(`Open ${url}; Ctrl+C ends it.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
