import { ConnectionError } from '../../../lib';
import { openClient, virtualWorld } from '../../support/virtual-client';
import { words } from '../../support/words';

const numberOf = (text: string) => (JSON.parse(text) as { readonly n: number }).n;

/** A client whose next connection is deaf, with a broadcast every 100 ms. */
function deafened(options: Parameters<typeof openClient>[0] = {}) {
  const client = openClient(options);
  client.backend.handshakes.push('gone');
  client.socket.reconnect();
  const busy = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      client.broadcast(passed);
      client.time.advance(100);
    }
  };
  return { ...client, busy };
}

it('no send vanishes in silence: 60 ms between the row and the 101, 10 broadcasts a second, 6 rotations', () => {
  const world = virtualWorld();
  world.backend.connectTime = 60;
  const { backend, socket, time, faults, broadcast } = openClient({}, world);
  let sent = 0;
  for (let passed = 0; passed < 180_000; passed += 50) {
    // A broadcast meets each new connection between its row and the 101.
    if (passed % 30_000 === 50) socket.reconnect();
    if (passed % 100 === 0) broadcast(passed);
    if (passed % 1_400 === 0) socket.send('say', { n: (sent += 1) });
    time.advance(50);
  }
  time.advance(60_000);
  const told = faults.flatMap((fault) =>
    fault.type === 'undelivered' ? [(fault.params as { readonly n: number }).n] : [],
  );
  const accounted = new Set([
    ...backend.received.map(numberOf),
    ...told,
    ...socket.drain().map(({ params }) => (params as { readonly n: number }).n),
  ]);
  expect([sent > 100, accounted.size]).toEqual([true, sent]);
});

describe('a connection on trial', () => {
  it('takes the first message, and the others wait', () => {
    const { backend, socket, busy } = deafened();
    busy(5_500);
    expect([1, 2, 3].map((n) => socket.send('say', { n }))).toEqual(['sent', 'queued', 'queued']);
    expect(backend.written.map(({ text }) => numberOf(text))).toEqual([1]);
  });

  it('that brings a frame takes them all', () => {
    const { backend, socket, time, busy } = deafened();
    busy(5_500);
    for (const n of [1, 2, 3]) socket.send('say', { n });
    time.advance(100);
    backend.sockets[1]!.deliver('{"type":"reply"}');
    expect(backend.written.map(({ text, socket: to }) => [numberOf(text), backend.sockets.indexOf(to)])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it('that brings none within 2 s is deaf: its message is unconfirmed, and the others go to the old one', () => {
    const { backend, socket, faults, events, busy } = deafened();
    busy(5_500);
    for (const n of [1, 2, 3]) socket.send('say', { n });
    busy(1_900);
    expect(faults).toEqual([]);
    busy(200);
    expect(faults).toMatchObject([
      { type: 'undelivered', name: 'say', params: { n: 1 }, reason: 'unconfirmed' },
      { type: 'deaf', hint: expect.stringMatching(words('received nothing')) },
    ]);
    expect(backend.received.map(numberOf)).toEqual([2, 3]);
    const ended = events.flatMap((event) => (event.type === 'ended' ? [event.error] : []));
    expect([ended.map(({ kind }) => kind), ended[0] instanceof ConnectionError]).toEqual([['unresponsive'], true]);
    // The sends went back to a connection that is open all the while.
    expect(socket.status.state).toBe('open');
  });

  it('drops a volatile message that it does not take', () => {
    const { backend, socket, busy } = deafened();
    busy(5_500);
    const results = [1, 2].map((n) => socket.send('say', { n }, { volatile: true }));
    busy(4_000);
    expect([results, backend.received]).toEqual([['sent', 'dropped'], []]);
  });
});

it('a first connection that answers no ping is deaf, and a hint says what to look for', () => {
  const world = virtualWorld();
  world.backend.handshakes.push('gone');
  const { socket, time, faults, endings } = openClient(
    { keepAlive: { name: 'ping', every: 30_000, reply: 'pong' } },
    world,
  );
  for (const n of [1, 2]) socket.send('say', { n });
  time.advance(12_100);
  expect(faults).toEqual([]);
  time.advance(400);
  expect(endings()).toEqual(['unresponsive']);
  expect(faults).toMatchObject([
    { type: 'undelivered', params: { n: 1 }, reason: 'unconfirmed' },
    { type: 'undelivered', params: { n: 2 }, reason: 'unconfirmed' },
    { type: 'deaf', hint: expect.stringMatching(words("answer 'ping' with a message of type 'pong'")) },
  ]);
});

it.each([
  ['the last 200 messages', 300, '', 200],
  ['the last 256 KiB', 300, 'x'.repeat(10_000), 13],
])('what an unproven connection took is remembered: %s', (_what, count, text, most) => {
  const world = virtualWorld();
  world.backend.handshakes.push('gone');
  const { socket, time, faults } = openClient({ keepAlive: { name: 'ping', every: 30_000, reply: 'pong' } }, world);
  for (let n = 0; n < count; n += 1) socket.send('say', { n, text } as { readonly n: number });
  time.advance(12_500);
  const told = faults.flatMap((fault) =>
    fault.type === 'undelivered' ? [(fault.params as { readonly n: number }).n] : [],
  );
  expect([told.length, told[0], told.at(-1)]).toEqual([most, count - most, count - 1]);
});
