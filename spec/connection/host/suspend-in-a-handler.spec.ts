import type { ConnectionStatus, SocketEvent } from '../../../lib';
import { openClient, virtualClient } from '../../support/virtual-client';

const PAUSED = { state: 'paused', reason: 'suspended' };

describe('a page that is suspended', () => {
  it.each<readonly [string, (client: ReturnType<typeof virtualClient>) => void, number]>([
    ['reconnect() while a wait runs', ({ socket }) => socket.reconnect(), 100],
    ['join() while a token is fetched', ({ socket }) => socket.join('b'), 5],
  ])('stays so after a handler of its pause called %s', (_name, react, ms) => {
    const client = virtualClient();
    const { socket, time, backend, environment, statuses, timers } = client;
    backend.handshakes.push('refuse');
    socket.status$.subscribe(({ state }) => {
      if (state === 'paused') react(client);
    });
    socket.connect();
    time.advance(ms);
    environment.next('suspend');
    time.advance(100_000);
    expect([socket.status, statuses.at(-1)]).toEqual([PAUSED, PAUSED]);
    environment.next('wake');
    time.advance(5_000);
    expect(socket.status.state).toBe('open');
    socket.close();
    expect(timers()).toBe(0);
  });

  it.each<SocketEvent['type']>(['token', 'connecting', 'open', 'ended', 'waiting'])(
    'stays so where the suspend came from within a handler of "%s", and goes on at the wake',
    (type) => {
      const { socket, time, backend, environment, events, timers } = openClient();
      let done = false;
      socket.events$.subscribe((event) => {
        if (event.type !== type || done) return;
        done = true;
        environment.next('suspend');
      });
      backend.drop();
      time.advance(100_000);
      expect(socket.status).toEqual<ConnectionStatus>({ state: 'paused', reason: 'suspended' });
      expect(events.filter((event) => event.type === 'paused')).toHaveLength(1);
      environment.next('wake');
      time.advance(1_000);
      expect(socket.status.state).toBe('open');
      socket.close();
      expect(timers()).toBe(0);
    },
  );
});
