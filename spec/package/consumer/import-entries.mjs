/** Imports every entry given as an argument, then uses the client with the local gateway. Fails by its exit code. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import process from 'node:process';
import WebSocket from 'ws';
import * as client from 'rx-gateway-socket';
import * as angular from 'rx-gateway-socket/angular';
import * as localGateway from 'rx-gateway-socket/local-gateway';
import roundTrip from './round-trip.cjs';
import sameClasses from './same-classes.cjs';
import twoCopies from './two-copies.cjs';

for (const entry of process.argv.slice(2)) {
  assert.notEqual(Object.keys(await import(entry)).length, 0, `${entry} exports nothing`);
}
sameClasses(client, angular);
await twoCopies(client, createRequire(import.meta.url)('rx-gateway-socket'));
await roundTrip(client, localGateway, WebSocket);
// Node's own, from 22 on.
if ('WebSocket' in globalThis) await roundTrip(client, localGateway);
