import { openClient, virtualClient } from '../support/virtual-client';

/** Three messages that wait for a token that does not come. A handler of the first fault closes the socket. */
const waiting = () => {
  const client = virtualClient({ outbox: { ttl: 100 } });
  client.backend.tokenAnswers.push({ kind: 'hang' });
  client.socket.faults$.subscribe(({ type }) => {
    if (type === 'undelivered') client.socket.close();
  });
  for (const n of [1, 2, 3]) client.socket.send('say', { n });
  return client;
};

describe('close() from within the fault of a message', () => {
  it.each<readonly [string, (client: ReturnType<typeof waiting>) => void]>([
    ['closed', ({ socket }) => socket.close()],
    ['expired', ({ time }) => time.advance(200)],
  ])('leaves no fault out: %s', (reason, lose) => {
    const client = waiting();
    lose(client);
    const told = client.faults.flatMap((fault) => (fault.type === 'undelivered' ? [[fault.params, fault.reason]] : []));
    expect(told).toEqual([1, 2, 3].map((n) => [{ n }, reason]));
    expect([client.socket.status.state, client.timers()]).toEqual(['closed', 0]);
  });

  it('leaves no fault out: unconfirmed', () => {
    const { socket, time, backend, faults, environment, broadcast } = openClient();
    broadcast(0);
    time.advance(1_000);
    socket.faults$.subscribe(({ type }) => {
      if (type === 'undelivered') socket.close();
    });
    backend.tokenAnswers.push({ kind: 'hang' }, { kind: 'hang' });
    backend.freeze();
    // The network is back, the connection is silent, and the next one does not come: the sends go to it after all.
    environment.next('online');
    time.advance(6_000);
    for (const n of [1, 2, 3]) socket.send('say', { n });
    backend.sockets[0]!.ended(1_006, false);
    expect(faults.filter(({ type }) => type === 'undelivered')).toHaveLength(3);
  });
});
