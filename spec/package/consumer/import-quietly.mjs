/**
 * Imports the core where there is no WebSocket and no document, as in server-side rendering, and creates a socket:
 * neither may touch what belongs to a browser, leave a global behind or open anything.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import process from 'node:process';
// What rxjs itself does at import is not ours, so it is here before the watch begins.
import 'rxjs';
import 'rxjs/fetch';
import 'rxjs/webSocket';

const browser = [
  'WebSocket',
  'document',
  'window',
  'self',
  'navigator',
  'location',
  'localStorage',
  'addEventListener',
];
const both = ['fetch', 'crypto', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance', 'process', 'Buffer'];
const touched = new Set();
for (const name of [...browser, ...both]) {
  const value = browser.includes(name) ? undefined : globalThis[name];
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => (touched.add(name), value),
  });
}

const globals = Reflect.ownKeys(globalThis);
const resources = process.getActiveResourcesInfo();
const require = createRequire(import.meta.url);

for (const load of [() => import('rx-gateway-socket'), () => require('rx-gateway-socket')]) {
  touched.clear();
  const { gatewaySocket } = await load();
  assert.deepEqual([...touched], [], 'the import touches globals');
  assert.deepEqual(Reflect.ownKeys(globalThis), globals, 'the import leaves globals behind');
  const socket = gatewaySocket({ url: 'wss://ws.example.com', channel: 'general' });
  assert.equal(socket.status.state, 'idle');
  assert.deepEqual(process.getActiveResourcesInfo(), resources, 'the socket opens something when it is created');
  assert.ok(!touched.has('fetch') && !touched.has('setTimeout'), 'the socket starts something when it is created');
}
