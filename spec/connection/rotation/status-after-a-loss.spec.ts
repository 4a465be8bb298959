import { openClient } from '../../support/virtual-client';

describe('an attempt that goes on in the place of a lost connection', () => {
  it('status tells the budget wait of an attempt that goes on in a lost connection’s place', () => {
    const { time, backend, socket, environment } = openClient({ attemptsPerMinute: 2 });
    backend.handshakes.push('hang');
    socket.reconnect();
    time.advance(100);
    environment.next('online');
    backend.drop();
    time.advance(1_000);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget' });
  });

  it('status tells the offline pause', () => {
    const { time, backend, socket, environment } = openClient();
    backend.handshakes.push('hang');
    socket.reconnect();
    time.advance(100);
    environment.next('offline');
    backend.tokenAnswers.push({ kind: 'network' });
    socket.join('b');
    backend.drop();
    time.advance(50_000);
    expect(socket.status).toMatchObject({ state: 'paused', reason: 'offline' });
  });
});
