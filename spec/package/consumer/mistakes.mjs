/**
 * Makes twelve mistakes of new users, each in a process of its own, and sees that each is named on the console within ten
 * seconds. Prints the lines.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import console from 'node:console';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'mistake.mjs');
const LIMIT = 10_000;

/** What the line must name: what happened, what came, and what to do. */
const EXPECTED = {
  'wrong URL': [/refused/, /the url is wrong/, /backend is down/],
  'http: URL': [/url: /, /wss:\/\//, /https:\/\/ws\.example\.com/],
  'no token endpoint (404)': [/answered 404/, /check its address/],
  'login page instead of a token': [/200 \(text\/html\)/, /login page/],
  'wrong CSRF': [/CSRF/, /csrftoken/, /X-CSRFToken/],
  'wrong channel': [/channel: /, /room 1/, /must match/],
  'misspelt option': [/'chanel'/, /'channel'/],
  'misspelt type': [/nobody sent 'tost'/, /seen: .*'chat_message'/, /'toast'/],
  'status$ watched and nothing else': [/nothing opens the connection/, /connect\(\)/],
  'backend down': [/no answer/, /network/],
  'no WebSocket in Node 20': [/WebSocketCtor/, /import WebSocket from 'ws'/],
  'close() in a React effect': [/after close\(\)/, /effect/, /unsubscribe/],
};

/** The first line that a new user sees of a mistake, and after how many ms. */
function seen(name) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SCRIPT, name], { stdio: ['ignore', 'pipe', 'pipe'] });
    const start = Date.now();
    let output = '';
    const end = (work) => {
      clearTimeout(limit);
      child.kill();
      work();
    };
    const limit = setTimeout(
      () => end(() => reject(new Error(`${name}: nothing within 10 s; it printed: ${output}`))),
      LIMIT,
    );
    const look = (piece) => {
      output += piece;
      // A line of the log, or an error that nothing caught.
      const line = /^(?:\[rx-gateway-socket\]|\w*Error: |.*\w+Error \[?).*$/m.exec(output)?.[0];
      if (line !== undefined && output.includes('\n', output.indexOf(line)))
        end(() => resolve({ line, after: Date.now() - start }));
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', look);
    child.on('error', reject);
  });
}

const names = execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8' }).trim().split('\n');
assert.deepEqual(names, Object.keys(EXPECTED));
const lines = [];
// Two at a time: each is a process that starts a gateway.
for (let at = 0; at < names.length; at += 2) {
  const pair = names.slice(at, at + 2);
  const found = await Promise.all(pair.map(seen));
  for (const [n, { line, after }] of found.entries()) lines.push({ name: pair[n], line, after });
}
for (const { name, line, after } of lines) {
  console.log(`${name} (${(after / 1_000).toFixed(1)} s)\n  ${line}`);
  for (const part of EXPECTED[name]) assert.match(line, part, name);
}
