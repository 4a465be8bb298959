import { openClient } from '../../support/virtual-client';

describe('a join() that is taken back after a wake', () => {
  it.each([
    ['control', false],
    ['join and back', true],
  ])('does not call off the next connection (%s)', (_n, joins) => {
    const { time, socket, backend, environment } = openClient({
      keepAlive: { name: 'ping', every: 600_000, timeout: 600_000 },
    });
    backend.freeze();
    environment.next('online');
    time.advance(100);
    if (joins) {
      socket.join('b');
      time.advance(10);
      socket.join('a');
    }
    time.advance(30_000);
    expect(backend.open.filter(({ frozen }) => !frozen)).toHaveLength(1);
  });
});
