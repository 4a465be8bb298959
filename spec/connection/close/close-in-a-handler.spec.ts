import { openClient } from '../../support/virtual-client';

/** A connection that took over doubted and unproven, with one message on it. */
const doubted = () => {
  const client = openClient();
  const { time, socket, backend, broadcast } = client;
  backend.connectTime = 300;
  backend.handshakes.push('gone');
  socket.reconnect();
  for (let i = 0; i < 55; i += 1) {
    time.advance(100);
    broadcast(i);
  }
  expect(client.opened).toHaveLength(2);
  expect(socket.send('say', { n: 99 })).toBe('sent');
  time.advance(10);
  return client;
};

describe('close() while a message is on an unproven connection', () => {
  it('tells it from outside (control)', () => {
    const { socket, faults } = doubted();
    socket.close();
    expect(faults).toMatchObject([{ type: 'undelivered', params: { n: 99 } }]);
  });

  it('tells it from within a handler of events$', () => {
    const { time, socket, faults, backend } = doubted();
    socket.events$.subscribe(({ type }) => {
      if (type === 'ended') socket.close();
    });
    // The older one goes; the handler of its end closes.
    backend.sockets[0]!.ended(1_001, true);
    time.advance(1_000);
    expect(socket.status.state).toBe('closed');
    expect(faults).toMatchObject([{ type: 'undelivered', params: { n: 99 } }]);
  });
});
