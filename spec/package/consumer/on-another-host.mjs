/** An application on a host like Bun or Deno: a token, typed messages, a cut, a rotation, and an end by itself after `close()`. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';

const [url, tokenUrl] = process.argv.slice(-2);
const socket = gatewaySocket({
  url,
  token: djangoToken(tokenUrl),
  channel: 'general',
  backoff: { initial: 20, jitter: 'none' },
  rotation: { overlap: 200 },
});
const opened = (count) => firstValueFrom(socket.opened$.pipe(filter((opening) => opening.count === count)));
const roundTrip = async (message) => {
  const toast = firstValueFrom(socket.on('toast').pipe(filter((candidate) => candidate.message === message)));
  socket.send('toast', { level: 'success', message });
  assert.deepEqual(await toast, { type: 'toast', level: 'success', message });
};

const held = socket.connect();
assert.equal((await opened(1)).reconnected, false);
await roundTrip('Saved');

const ended = firstValueFrom(socket.events$.pipe(filter(({ type }) => type === 'ended')));
const second = opened(2);
socket.send('cut');
const { kind, code, wasClean } = (await ended).error;
assert.deepEqual({ kind, code, wasClean }, { kind: 'lost', code: 1_006, wasClean: false });
assert.equal((await second).reconnected, true);
await roundTrip('Saved again');

const third = opened(3);
socket.reconnect();
assert.equal((await third).rotated, true);
await roundTrip('Saved once more');

const last = lastValueFrom(socket.status$);
socket.close();
assert.deepEqual(await last, { state: 'closed' });
assert.equal(held.closed, true);
