import { openClient } from '../../support/virtual-client';

describe('isFatal while there is a second connection', () => {
  it('isFatal that throws in a rotation is not an uncaught error', () => {
    jest.useFakeTimers();
    const { time, backend, socket } = openClient({
      isFatal: () => {
        throw new Error('mine');
      },
    });
    backend.handshakes.push('refuse');
    socket.reconnect();
    time.advance(60_000);
    const status = socket.status;
    expect(status.state).toBe('open');
    expect(() => jest.runAllTimers()).not.toThrow();
    jest.useRealTimers();
  });

  it('isFatal is asked of a loss while the next is under way', () => {
    const { time, backend, socket } = openClient({ isFatal: (error) => error.kind === 'lost' });
    socket.reconnect();
    time.advance(30);
    backend.closeAll(1_001);
    time.advance(1000);
    expect(socket.status.state).toBe('failed');
  });
});
