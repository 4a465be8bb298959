import { virtualClient } from '../../support/virtual-client';

describe('a fatal error while only a queued send holds the connection', () => {
  it('leaves the status failed', () => {
    const { time, socket, backend, states } = virtualClient();
    backend.tokenAnswers.push({ kind: 'status', status: 401 });
    socket.send('say', { n: 1 });
    time.advance(20_000);
    expect(states()).toEqual(['idle', 'authorizing', 'failed']);
    expect(socket.status.state).toBe('failed');
  });
});
