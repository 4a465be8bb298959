import { NEVER } from 'rxjs';
import { openClient } from '../../support/virtual-client';

describe('a hello that fails during a rotation', () => {
  it('is a config fault and does not end the working connection', () => {
    let calls = 0;
    const { time, socket, faults, states, backend } = openClient({
      hello: () => {
        calls += 1;
        if (calls === 2) throw new Error('no user yet');
        return [];
      },
    });
    expect(socket.status.state).toBe('open');
    socket.reconnect();
    time.advance(1_000);
    expect(states()).not.toContain('failed');
    expect(socket.status.state).toBe('open');
    expect(backend.open.length).toBeGreaterThan(0);
    expect(faults).toMatchObject([{ type: 'config', error: { option: 'hello' } }]);
  });

  it('does not leave a written request without an end (resumeOn, timeout: Infinity)', () => {
    let calls = 0;
    const { time, socket } = openClient({
      resumeOn: NEVER,
      hello: () => {
        calls += 1;
        if (calls === 2) throw new Error('no user yet');
        return [];
      },
    });
    const seen: unknown[] = [];
    socket.request('say', { n: 1 }, { timeout: Infinity }).subscribe({ error: (e: unknown) => seen.push(e) });
    socket.reconnect();
    time.advance(600_000);
    // The connection that it was written on is gone for ten minutes.
    expect(socket.status.state === 'failed' ? seen.length : 1).toBe(1);
  });
});
