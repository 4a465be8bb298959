/**
 * `npm run bench:gateway`: 2,000 connections that together send 5,000 messages a second for 30 s, each of which is
 * answered by an echo. Counts what came back; exits with 1 if anything was lost, doubled or altered.
 *
 * The three numbers can be given as arguments: connections, messages per second, seconds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Load, Report } from './protocol';

const [connections = 2_000, perSecond = 5_000, seconds = 30] = process.argv.slice(2).map(Number);
/** ms between two portions of messages: small enough for an even load, and a divisor of a second. */
const TICK = 10;
/** ms to wait for the last echoes before they count as lost. */
const PATIENCE = 10_000;
const OPENED_AT_ONCE = 100;

const gateway = fork(fileURLToPath(new URL('gateway-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
// The child's first message says where it listens; its protocol is our own.
const [listening] = (await once(gateway, 'message')) as [Extract<Report, { kind: 'listening' }>];

const sent: number[] = [];
const seen = new Uint8Array(perSecond * seconds + perSecond);
const latencies = new Float64Array(seen.length);
let received = 0;
let doubled = 0;
let ended = 0;

const sockets: WebSocket[] = [];
const opening = performance.now();
while (sockets.length < connections) {
  const batch = Array.from({ length: Math.min(OPENED_AT_ONCE, connections - sockets.length) }, () => {
    const socket = new WebSocket(listening.url, { perMessageDeflate: false });
    socket.on('message', take);
    socket.on('close', () => (ended += 1));
    return socket;
  });
  await Promise.all(batch.map((socket) => once(socket, 'open')));
  sockets.push(...batch);
}
console.log(`${connections} connections open after ${((performance.now() - opening) / 1000).toFixed(1)} s`);

order('begin');
const start = performance.now();
const total = perSecond * seconds;
while (sent.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - start) * perSecond) / 1000));
  while (sent.length < due) {
    const number = sent.length;
    sent.push(performance.now());
    sockets[number % connections]?.send(`{"action":"bench","n":${number}}`);
  }
  await new Promise((resolve) => setTimeout(resolve, TICK));
}
const sending = performance.now() - start;
const deadline = performance.now() + PATIENCE;
while (received < total && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, TICK));

// Answers the order below; its protocol is our own.
const answer = once(gateway, 'message') as Promise<[Extract<Report, { kind: 'used' }>]>;
const lostConnections = ended;
order('end');
const [{ cores, peakMemory, connections: open }] = await answer;

const lost = total - received;
const sorted = latencies
  .subarray(0, total)
  .filter((ms) => ms > 0)
  .sort();
const percentile = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1);
console.log(`${open} connections open at the end, ${lostConnections} lost`);
console.log(`${total} messages in and ${received} out in ${(sending / 1000).toFixed(1)} s`);
console.log(`${Math.round((total * 1000) / sending)} messages/s in and out; ${lost} lost, ${doubled} doubled`);
console.log(`round trip: median ${percentile(0.5)} ms, 99 % ${percentile(0.99)} ms, longest ${percentile(1)} ms`);
console.log(`gateway process: ${cores.toFixed(2)} cores, ${Math.round(peakMemory / 2 ** 20)} MiB at most`);
for (const socket of sockets) socket.terminate();
process.exitCode = lost === 0 && doubled === 0 && lostConnections === 0 && open === connections ? 0 : 1;

function take(data: Buffer): void {
  const echo = JSON.parse(data.toString()) as { readonly n: number };
  if (seen[echo.n] === 1) doubled += 1;
  seen[echo.n] = 1;
  latencies[echo.n] = performance.now() - (sent[echo.n] ?? NaN);
  received += 1;
}

function order(what: Load['order']): void {
  gateway.send(what);
}
