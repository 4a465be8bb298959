import { openClient } from '../../support/virtual-client';

describe('what is not told', () => {
  it('three refusals in a row of a rotation are told', () => {
    const { time, backend, socket, faults } = openClient();
    backend.handshakes.push('refuse', 'refuse', 'refuse');
    socket.reconnect();
    time.advance(60_000);
    expect(faults).toMatchObject([{ type: 'refused', attempts: 3 }]);
  });

  it('old lost in overlap is an ended event', () => {
    const { time, backend, socket, endings } = openClient();
    socket.reconnect();
    time.advance(1_000);
    backend.sockets[0]!.ended(1_006, false);
    time.advance(1_000);
    expect(endings()).toEqual(['lost']);
  });
});
