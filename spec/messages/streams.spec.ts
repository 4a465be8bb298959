import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';

describe('on()', () => {
  it('returns the same Observable for the same types, subscribed or not', () => {
    const { socket, accept } = virtualSocket();
    const toast$ = socket.on('toast');
    expect(socket.on('toast')).toBe(toast$);
    const first = recorded(toast$);
    accept();
    expect(socket.on('toast')).toBe(toast$);
    first.stop();
    expect(socket.on('toast')).toBe(toast$);
  });

  it('does so whatever the order of the types, and however often one is named', () => {
    const { socket } = virtualSocket();
    const both$ = socket.on('toast', 'chat');
    expect(socket.on('chat', 'toast')).toBe(both$);
    expect(socket.on('toast', 'chat', 'toast')).toBe(both$);
  });

  it('returns another one for other types, for types whose names joined are the same, and for another socket', () => {
    const { socket } = virtualSocket();
    const streams = [socket.on('a'), socket.on('b'), socket.on('a', 'b'), socket.on('a,b'), socket.on('a","b')];
    expect(new Set(streams).size).toBe(streams.length);
    expect(virtualSocket().socket.on('a')).not.toBe(socket.on('a'));
  });

  it('returns a stream that works after it was left', () => {
    const { socket, accept } = virtualSocket();
    socket.connect();
    const connection = accept();
    const [left, later] = [recorded(socket.on('toast')), socket.on('toast')];
    left.stop();
    const seen = recorded(later);
    connection.deliver('{"type":"toast"}');
    expect([left.values, seen.values]).toEqual([[], [{ type: 'toast' }]]);
  });
});

describe('the streams that are remembered', () => {
  it('are the hundred that were asked for last', () => {
    const { socket } = virtualSocket();
    const kept$ = socket.on('kept');
    const askFor = (count: number) => {
      for (let n = 0; n < count; n += 1) void socket.on(`type-${n}`);
    };
    askFor(99);
    expect(socket.on('kept')).toBe(kept$);
    askFor(99);
    expect(socket.on('kept')).toBe(kept$);
    askFor(100);
    expect(socket.on('kept')).not.toBe(kept$);
  });

  it('leave their subscribers alone when they are forgotten', () => {
    const { socket, accept } = virtualSocket();
    const toasts = recorded(socket.on('toast'));
    const connection = accept();
    for (let n = 0; n < 200; n += 1) void socket.on(`type-${n}`);
    connection.deliver('{"type":"toast"}');
    expect(toasts.values).toEqual([{ type: 'toast' }]);
  });
});
