import { openClient } from '../../support/virtual-client';

describe('attempts beside an open connection and after its loss are one count', () => {
  it('the number of the next attempt is one more than that of the one that failed', () => {
    const { backend, socket, time, events } = openClient();
    backend.handshakes.push('refuse', 'refuse', 'hang', 'hang');
    socket.reconnect();
    time.advance(4_000);
    expect(events.at(-1)).toMatchObject({ type: 'connecting', attempt: 3 });
    backend.sockets[0]!.ended(1_006, false);
    expect(socket.status).toMatchObject({ state: 'connecting', attempt: 3 });
    // Its handshake hangs until `openTimeout`.
    time.advance(12_000);
    expect(events.find(({ type }) => type === 'waiting')).toMatchObject({ attempt: 4 });
  });

  it('eight refusals in a row are still that many when the open connection is lost', () => {
    const { backend, socket, time, events } = openClient({
      backoff: { jitter: 'none', initial: 1_000, max: 2_000 },
      attemptsPerMinute: 1_000,
    });
    for (let n = 0; n < 30; n += 1) backend.handshakes.push('refuse');
    socket.reconnect();
    time.advance(440_000);
    expect(backend.sockets).toHaveLength(9);
    backend.sockets[0]!.ended(1_006, false);
    time.advance(40_000);
    // The middle of the next turn, which waits for a client that was refused four times and more.
    const waits = events.flatMap((event) => (event.type === 'waiting' ? [event.at + event.delay] : []));
    expect(waits).toEqual([490_000]);
  });
});

describe('a line of connections that replaced each other without a gap counts as one for minUptime', () => {
  /** Five refusals, then open and stable for 3 s, then another connection takes its place. */
  function replaced(by: 'reconnect' | 'join') {
    const client = openClient({
      backoff: { jitter: 'none', initial: 100, max: 1_600, minUptime: 1_000 },
      attemptsPerMinute: 1_000,
    });
    const { backend, time, socket } = client;
    for (let n = 0; n < 5; n += 1) backend.handshakes.push('refuse');
    backend.drop();
    while (socket.status.state !== 'open') time.advance(100);
    time.advance(3_000);
    if (by === 'join') socket.join('b');
    else socket.reconnect();
    time.advance(100);
    return client;
  }

  it.each([
    ['the old one first', [0, 1]],
    ['the new one first', [1, 0]],
  ])('both are lost 300 ms later, %s: the wait is the first one again', (_order, order) => {
    const { backend, time, socket } = replaced('reconnect');
    const both = [...backend.open];
    expect(both).toHaveLength(2);
    time.advance(300);
    for (const which of order) both[which]!.ended(1_006, false);
    expect(socket.status).toMatchObject({ state: 'waiting', attempt: 1, delay: 100 });
  });

  it('and so after a join()', () => {
    const { backend, time, socket } = replaced('join');
    time.advance(300);
    backend.drop();
    expect(socket.status).toMatchObject({ state: 'waiting', attempt: 1, delay: 100 });
  });
});
