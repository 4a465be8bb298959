/** Requires every entry given as an argument, then uses the client with the local gateway. Fails by its exit code. */
const assert = require('node:assert/strict');
const process = require('node:process');
const WebSocket = require('ws');
const roundTrip = require('./round-trip.cjs');
const sameClasses = require('./same-classes.cjs');

for (const entry of process.argv.slice(2)) {
  assert.notEqual(Object.keys(require(entry)).length, 0, `${entry} exports nothing`);
}
sameClasses(require('rx-gateway-socket'), require('rx-gateway-socket/angular'));
// What rejects here ends the process with code 1.
void roundTrip(require('rx-gateway-socket'), require('rx-gateway-socket/local-gateway'), WebSocket);
