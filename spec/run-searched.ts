/**
 * Runs a command with its arguments, lets its output through, and fails if a token is anywhere in it: those that the
 * local gateway issues are 64 hex digits, those that specs make up say `planted`. It fails too if a client prints to the
 * console: a spec about something else passes `log: false`.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SECRET = /\b[0-9a-f]{64}\b|planted-5ecret/;

const [command = '', ...args] = process.argv.slice(2);
const local = join(import.meta.dirname, '../node_modules/.bin', command);
const child = spawn(existsSync(local) ? local : command, args, {
  stdio: ['inherit', 'pipe', 'pipe'],
  env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
});

/** How a client begins each line that it prints. */
const PRINTED = '[rx-gateway-socket]';

let found = 0;
let printed = 0;
/** Looks at whole lines, since a token may come in two pieces. */
const searching = (to: NodeJS.WriteStream) => {
  let line = '';
  return (piece: Buffer): void => {
    to.write(piece);
    const lines = (line + piece.toString()).split('\n');
    line = lines.pop() ?? '';
    found += lines.filter((whole) => SECRET.test(whole)).length;
    printed += lines.filter((whole) => whole.includes(PRINTED)).length;
  };
};
child.stdout.on('data', searching(process.stdout));
child.stderr.on('data', searching(process.stderr));
child.on('close', (code) => {
  if (found > 0) console.error(`A token is in ${found} lines of what this run printed: look for ${String(SECRET)}.`);
  if (printed > 0) console.error(`Clients printed ${printed} lines: a spec lacks log: false.`);
  process.exitCode = found + printed > 0 ? 1 : (code ?? 1);
});
