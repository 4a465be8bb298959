import { openClient } from '../../support/virtual-client';

describe('a new user from within the report of a fatal error', () => {
  it('starts afresh', () => {
    const { time, socket, backend } = openClient();
    let once = true;
    socket.status$.subscribe(({ state }) => {
      if (state === 'failed' && once) {
        once = false;
        socket.connect();
      }
    });
    backend.tokenAnswers.push({ kind: 'status', status: 401 });
    backend.drop();
    time.advance(10_000);
    expect(socket.status.state).toBe('open');
  });
});
