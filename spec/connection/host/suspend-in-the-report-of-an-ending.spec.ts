import { filter, take } from 'rxjs';
import { openClient } from '../../support/virtual-client';

/** A client whose connection was lost, with a page that was suspended from within the report of the wait. */
function suspendedInTheReport() {
  const client = openClient();
  const { time, socket, environment, backend } = client;
  const waits$ = socket.status$.pipe(
    filter(({ state }) => state === 'waiting'),
    take(1),
  );
  waits$.subscribe(() => environment.next('suspend'));
  backend.drop();
  time.advance(30_000);
  return client;
}

describe('a suspend that comes from within the report of an ending', () => {
  it('holds, and the wake leaves one connection', () => {
    const { time, environment, backend, states } = suspendedInTheReport();
    expect([states().at(-1), backend.open.length]).toEqual(['paused', 0]);
    environment.next('wake');
    time.advance(1_000);
    expect(backend.open.length).toBe(1);
  });

  it('leaves no connection after close()', () => {
    const { time, socket, environment, backend } = suspendedInTheReport();
    environment.next('wake');
    time.advance(1_000);
    socket.close();
    time.advance(10_000);
    expect(backend.sockets.filter(({ held }) => held).length).toBe(0);
  });
});

describe('online from within the report of a wait', () => {
  it('cuts the wait', () => {
    const { time, socket, environment, backend } = openClient({ backoff: { initial: 20_000, jitter: 'none' } });
    socket.status$.subscribe(({ state }) => {
      if (state === 'waiting') environment.next('online');
    });
    backend.drop();
    time.advance(1_000);
    expect(socket.status.state).toBe('open');
  });
});
