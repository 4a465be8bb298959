import { openClient } from '../../support/virtual-client';

const IDLE_DUE = 600_000 - 60_000 - 30_000;

describe('the limit of an old connection', () => {
  it('the limit of an old connection does not rotate the new one', () => {
    const { time, backend, socket, events } = openClient();
    time.advance(IDLE_DUE - 5_000);
    socket.reconnect();
    time.advance(60_000);
    expect(events.filter(({ type }) => type === 'rotating')).toMatchObject([{ why: 'reconnect' }]);
    expect(backend.sockets).toHaveLength(2);
  });
});
