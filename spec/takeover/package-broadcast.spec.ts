import { virtualWorld } from '../support/virtual-client';

/** A backend that goes on with `$connect` for 60 ms after its row, and two connections: an old one and one that opens. */
function twoConnections({ legacy = false } = {}) {
  const { time, backend } = virtualWorld();
  backend.connectTime = 60;
  backend.legacy = legacy;
  const open = () => {
    backend.token$.subscribe((given) => {
      const token = typeof given === 'string' ? given : given.token;
      new backend.WebSocketCtor(`wss://ws.example.com?channel=a&ws_token=${token}`);
    });
    time.advance(backend.tokenLatency);
    const socket = backend.sockets.at(-1)!;
    const texts: unknown[] = [];
    socket.onmessage = ({ data }) => texts.push(data);
    return { socket, texts };
  };
  const old = open();
  time.advance(1_000);
  const broadcast = (text: string, scatter = 0) => backend.broadcast(text, 'a', scatter);
  return { time, backend, open, old, next: open(), broadcast };
}

describe('a backend with the rules of the Django package', () => {
  it('marks a connection as gone that is reached by a broadcast during its $connect, and the others not', () => {
    const { time, old, next, broadcast } = twoConnections();
    time.advance(30);
    broadcast('during $connect');
    time.advance(100);
    broadcast('later');
    time.advance(100);
    expect([old.texts, next.texts]).toEqual([['during $connect', 'later'], []]);
    expect([old.socket.marked, next.socket.marked, next.socket.readyState]).toEqual([false, true, 1]);
  });

  it('marks it only when that broadcast ends: another one whose recipients were read before still arrives', () => {
    const { time, next, broadcast } = twoConnections();
    time.advance(30);
    broadcast('during $connect', 80);
    time.advance(70);
    expect(next.socket.marked).toBe(false);
    broadcast('before the end', 80);
    time.advance(20);
    expect(next.socket.marked).toBe(true);
    broadcast('after the end');
    time.advance(200);
    expect(next.texts).toEqual(['before the end']);
  });

  it('marks none that a broadcast reached before its row or after its 101', () => {
    const { time, next, broadcast } = twoConnections();
    time.advance(10);
    broadcast('before the row');
    time.advance(75);
    broadcast('after the 101');
    time.advance(100);
    expect([next.texts, next.socket.marked]).toEqual([['after the 101'], false]);
  });

  it('refuses unseen what a marked connection sends, and handles it where the package is older', () => {
    for (const legacy of [false, true]) {
      const { time, backend, next, broadcast } = twoConnections({ legacy });
      time.advance(30);
      broadcast('during $connect');
      time.advance(100);
      next.socket.send('{"action":"ping"}');
      next.socket.send('{"action":"say"}');
      time.advance(100);
      expect(backend.received).toEqual(legacy ? ['{"action":"say"}'] : []);
      expect(next.texts).toEqual(legacy ? ['{"type":"pong"}'] : []);
    }
  });

  it('opens a connection that is marked from the start where a test says so', () => {
    const { time, backend, open, old } = twoConnections();
    backend.handshakes.push('gone');
    const gone = open();
    time.advance(200);
    gone.socket.send('{"action":"say"}');
    expect([old.socket.marked, gone.socket.marked, gone.socket.readyState]).toEqual([false, true, 1]);
    expect(backend.received).toEqual([]);
  });
});
