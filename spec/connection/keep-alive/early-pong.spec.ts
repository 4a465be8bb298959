import { openClient } from '../../support/virtual-client';

describe('the pong of a ping before the proving one', () => {
  it.each([
    ['control: no wake', false],
    ['a wake 2 s after the open, whose pong comes 400 ms later', true],
  ])('proves nothing (%s)', (_name, woken) => {
    const { time, socket, backend, environment, faults } = openClient({
      keepAlive: { name: 'ping', every: 60_000, reply: 'pong' },
    });
    socket.reconnect();
    while (backend.open.length < 2) time.advance(10);
    const fresh = backend.sockets[1]!;
    time.advance(2_000);
    const { onmessage } = fresh;
    // The first pong of the new connection is 400 ms under way (a cold start), and reaches the client after the
    // proving ping went out at 2.3 s.
    fresh.onmessage = null;
    if (woken) {
      const pings: unknown[] = [];
      const { send } = fresh;
      fresh.send = function (text) {
        pings.push(text);
        send.call(this, text);
      };
      environment.next('wake');
      fresh.send = send;
      time.advance(10);
      const pong = new MessageEvent('message', { data: '{"type":"pong"}' });
      if (pings.length > 0) backend.later(390, () => onmessage?.(pong));
    }
    // A broadcast that met it during its $connect ends now: the package marks it as gone. The proving ping is refused unseen.
    time.advance(50);
    fresh.marked = true;
    time.advance(50);
    fresh.onmessage = onmessage;
    time.advance(3_200);
    expect(socket.send('say', { n: 5 })).toBe('sent');
    time.advance(120_000);
    const handled = backend.received.some((text) => text.includes('"n":5'));
    expect([handled, faults.map(({ type }) => type)]).toEqual([false, ['undelivered', 'deaf']]);
  });
});
