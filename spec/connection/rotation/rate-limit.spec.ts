import { openClient } from '../../support/virtual-client';

describe('a rate limit that a rotation met', () => {
  it('a rate limit met by a rotation is waited out when online comes', () => {
    const { time, backend, socket, environment } = openClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429, retryAfter: '60' });
    socket.reconnect();
    time.advance(5_000);
    expect(backend.fetches).toHaveLength(2);
    environment.next('online');
    time.advance(30_000);
    expect(backend.fetches).toHaveLength(2);
  });

  it('is waited out when another channel is joined, too', () => {
    const { time, backend, socket } = openClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429, retryAfter: '60' });
    socket.reconnect();
    time.advance(5_000);
    socket.join('b');
    time.advance(30_000);
    expect(backend.fetches).toHaveLength(2);
    time.advance(60_000);
    expect(socket.status).toMatchObject({ state: 'open', channel: 'b' });
  });

  it('rate limit in a rotation and its loss: the retry waits the window', () => {
    const { time, backend, socket } = openClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429, retryAfter: '60' });
    socket.reconnect();
    time.advance(5_000);
    backend.drop();
    time.advance(30_000);
    expect(backend.fetches).toHaveLength(2);
  });
});
