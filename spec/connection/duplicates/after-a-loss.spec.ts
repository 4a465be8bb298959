import { openClient } from '../../support/virtual-client';

describe('the new connection is lost in the overlap', () => {
  it('a frame that the lost new connection brought first is not delivered again by the old one', () => {
    const { time, backend, socket, numbers } = openClient();
    socket.reconnect();
    time.advance(1_000);
    // The copy on the new one comes at once, on the old one 500 ms later.
    backend.later(10, () => backend.sockets[1]!.deliver('{"type":"number","n":1}'));
    backend.later(510, () => backend.sockets[0]!.deliver('{"type":"number","n":1}'));
    time.advance(100);
    backend.sockets[1]!.ended(1_006, false);
    time.advance(1_000);
    expect(numbers()).toEqual([1]);
  });
});
