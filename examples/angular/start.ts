/** `npm start`: the local gateway, and Angular's development server before it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { serve } from '../serve/serve';

const { url, gateway, close } = await serve();
console.log(`The local gateway is at ${gateway.url}.`);

const ng = join(import.meta.dirname, 'node_modules', '@angular', 'cli', 'bin', 'ng.js');
const options = { cwd: import.meta.dirname, stdio: 'inherit', env: { ...process.env, BACKEND: url } } as const;
const server = spawn(process.execPath, [ng, 'serve', ...process.argv.slice(2)], options);
// Ctrl+C reaches both; this process waits for the other, which has the terminal.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill());
server.on('exit', (code) => {
  process.exitCode = code ?? 0;
  void close();
});
