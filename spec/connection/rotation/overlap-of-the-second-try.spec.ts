import { openClient } from '../../support/virtual-client';

describe('the overlap', () => {
  it('the overlap is whole for the second try after the first was lost in it', () => {
    const { time, backend, socket } = openClient();
    socket.reconnect();
    time.advance(8_000);
    backend.sockets[1]!.ended(1_006, false);
    time.advance(1_100);
    expect(backend.sockets).toHaveLength(3);
    time.advance(100);
    expect(backend.open).toHaveLength(2);
    time.advance(8_000);
    expect(backend.open).toHaveLength(2);
  });
});
