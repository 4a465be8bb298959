import { openClient } from '../../support/virtual-client';

describe('a request that is never answered on the older connection', () => {
  const waiting = () => {
    const client = openClient({ limits: false });
    client.socket.request('say', { n: 1 }, { timeout: Infinity }).subscribe({ error: () => undefined });
    client.socket.reconnect();
    client.time.advance(60_000);
    expect(client.backend.open).toHaveLength(2);
    return client;
  };

  it('does not put off a reconnect() for ever', () => {
    const { time, socket, backend } = waiting();
    socket.reconnect();
    time.advance(600_000);
    expect(backend.sockets.length).toBe(3);
  });

  it('does not keep the client on two dead connections after the network was away', () => {
    const { time, socket, backend, environment, faults } = waiting();
    environment.next('offline');
    backend.freeze();
    time.advance(5_000);
    environment.next('online');
    const said = socket.send('say', { n: 2 });
    time.advance(600_000);
    expect(backend.sockets.length).toBe(3);
    expect([said, backend.received.some((t) => t.includes('"n":2')) || faults.length > 0]).toEqual([said, true]);
  });
});
