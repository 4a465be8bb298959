import { openClient } from '../../support/virtual-client';

describe('a sleep in a wait', () => {
  it('a sleep during a wait cuts it', () => {
    const { time, backend, socket } = openClient({
      backoff: { jitter: 'none', max: 120_000, whenRefused: 'back-off' },
    });
    backend.handshakes.push('refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse', 'refuse');
    backend.drop();
    // Long enough that its own timer would not end it before the watchdog does.
    const left = () => (socket.status.state === 'waiting' ? socket.status.delay : 0);
    for (let second = 0; second < 120 && left() < 60_000; second += 1) time.advance(1_000);
    expect(left()).toBeGreaterThanOrEqual(60_000);
    const n = backend.fetches.length;
    time.sleep(3_600_000);
    // The watchdog ticks every 30 s.
    time.advance(30_000);
    expect(backend.fetches.length).toBe(n + 1);
  });

  it('looks again at what is left of the budget, which has been free for long', () => {
    const { time, backend, socket } = openClient({ attemptsPerMinute: 2 });
    backend.drop();
    time.advance(2_000);
    backend.drop();
    time.advance(5_000);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget' });
    time.sleep(3_600_000);
    time.advance(30_100);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 3]);
  });

  it('after the wait is none of its business: the connection that came of it is replaced, not cut', () => {
    const { time, backend, socket, statuses, events } = openClient({ attemptsPerMinute: 2 });
    backend.drop();
    time.advance(2_000);
    backend.drop();
    time.advance(65_000);
    expect(socket.status.state).toBe('open');
    const changes = statuses.length;
    time.sleep(3_600_000);
    time.advance(31_000);
    expect(events).toContainEqual(expect.objectContaining({ type: 'rotating', why: 'wake' }));
    expect([statuses.length, backend.sockets.length]).toEqual([changes, 4]);
  });

  it('looks again at a rate limit, and waits out what is left of it', () => {
    const { time, backend, socket } = openClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429, body: '' });
    backend.drop();
    time.advance(2_000);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'rate-limited' });
    const asked = backend.fetches.length;
    time.sleep(3_600_000);
    time.advance(30_100);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', asked + 1]);
  });
});

describe('a sleep in a handshake', () => {
  it('sends nothing on the socket that opens after it which expired meanwhile', () => {
    const { time, socket, backend, faults } = openClient({ outbox: { ttl: 30_000 }, environment: false });
    backend.handshakes.push('hang');
    backend.drop();
    socket.send('say', { n: 1 });
    time.advance(1_100);
    const last = backend.sockets.at(-1);
    if (!last) throw new Error('there is no handshake');
    time.sleep(3_600_000);
    // The answer of the handshake is the first event of the page after the sleep.
    last.registered = true;
    last.accept();
    time.advance(1_000);
    expect(faults).toMatchObject([{ type: 'undelivered', reason: 'expired' }]);
    expect(backend.received).toEqual([]);
  });
});
