import { openClient } from '../support/virtual-client';

describe('a sleep in a wait', () => {
  it('a sleep during a wait cuts it', () => {
    const { time, backend, socket } = openClient();
    backend.handshakes.push('refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse');
    backend.drop();
    time.advance(30_000);
    expect(socket.status.state).toBe('waiting');
    const n = backend.fetches.length;
    time.sleep(3_600_000);
    // The watchdog ticks every 30 s.
    time.advance(30_000);
    expect(backend.fetches.length).toBe(n + 1);
  });
});
