import { Subject } from 'rxjs';
import { attemptBudget } from '../../../lib';
import { recorded } from '../../support/recorded';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';

describe('a connection that has failed', () => {
  const denied = { kind: 'status' as const, status: 401 };

  it('with resumeOn keeps its streams, holds nothing, and starts again when it emits', () => {
    const login = new Subject<string>();
    const { time, backend, socket, messages, numbers, broadcast, timers } = openClient({ resumeOn: login });
    backend.tokenAnswers.push(denied);
    backend.drop();
    time.advance(1_100);
    expect(socket.status.state).toBe('failed');
    expect([timers(), messages.errors]).toEqual([0, []]);
    time.advance(600_000);
    expect(backend.fetches).toHaveLength(2);
    login.next('now');
    expect(socket.status).toEqual({ state: 'authorizing', attempt: 1 });
    time.advance(100);
    broadcast(1);
    time.advance(100);
    expect([socket.status.state, numbers()]).toEqual(['open', [1]]);
  });

  it('with resumeOn fails again when the login was none, and keeps within its budget', () => {
    const login = new Subject<void>();
    const { time, backend, socket } = virtualClient({ resumeOn: login, attemptsPerMinute: 4 });
    for (let n = 0; n < 20; n += 1) backend.tokenAnswers.push(denied);
    socket.connect();
    for (let n = 0; n < 20; n += 1) {
      time.advance(1_000);
      login.next();
    }
    expect(backend.fetches).toHaveLength(4);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget' });
  });

  it('starts afresh with the next subscription: from attempt 1, with the first delay', () => {
    const { time, backend, socket, statuses } = virtualClient({ backoff: { jitter: 'none', maxAttempts: 3 } });
    const failing = () => {
      backend.handshakes.push('refuse', 'refuse', 'refuse');
      const from = statuses.length;
      const stream = recorded(socket.on('number'));
      time.advance(10_000);
      expect(stream.errors).toMatchObject([{ kind: 'refused' }]);
      return statuses
        .slice(from)
        .map((status) =>
          status.state === 'waiting' ? status.delay : 'attempt' in status ? status.attempt : status.state,
        );
    };
    const course = [1, 1, 1_000, 2, 2, 2_000, 3, 3, 'failed'];
    expect(failing()).toEqual(course);
    expect(failing()).toEqual(course);
    recorded(socket.on('number'));
    time.advance(100);
    expect(socket.status.state).toBe('open');
  });

  it('does not outlive its last user, and is failed until somebody comes', () => {
    const { time, backend, socket, messages, timers } = openClient();
    backend.tokenAnswers.push(denied);
    backend.drop();
    time.advance(1_100);
    expect(messages.errors).toHaveLength(1);
    time.advance(600_000);
    expect([socket.status.state, backend.fetches.length, timers()]).toEqual(['failed', 2, 0]);
  });
});

describe('a connection that nobody uses any more', () => {
  it('lives for linger ms, then closes with 1000 and is idle', () => {
    const { time, backend, socket, messages, timers } = openClient({ linger: 5_000 });
    messages.stop();
    time.advance(4_999);
    expect([socket.status.state, backend.open.length]).toEqual(['open', 1]);
    time.advance(1);
    expect([socket.status.state, backend.open.length, timers()]).toEqual(['idle', 0, 0]);
  });

  it('is kept by the next user who comes in time', () => {
    const { time, backend, socket, messages } = openClient({ linger: 5_000 });
    messages.stop();
    time.advance(4_000);
    const held = socket.connect();
    time.advance(60_000);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 1]);
    held.unsubscribe();
    time.advance(5_000);
    expect(socket.status.state).toBe('idle');
  });

  it('goes at once with linger: 0, and is opened anew with a fresh token', () => {
    const { time, backend, socket, messages } = openClient({ linger: 0 });
    messages.stop();
    time.advance(0);
    expect(backend.open).toHaveLength(0);
    time.advance(10_000);
    socket.connect();
    time.advance(100);
    expect([socket.status.state, backend.fetches.length, backend.wrongs]).toEqual(['open', 2, []]);
  });

  it('stays for ever with linger: Infinity, and is retried, until close()', () => {
    const { time, backend, socket, messages, timers } = openClient({ linger: Infinity });
    messages.stop();
    time.advance(7 * 86_400_000);
    expect([socket.status.state, backend.open.length]).toEqual(['open', 1]);
    backend.drop();
    time.advance(10_000);
    expect([socket.status.state, backend.open.length]).toEqual(['open', 1]);
    socket.close();
    time.advance(100);
    expect([socket.status.state, backend.open.length, timers()]).toEqual(['closed', 0, 0]);
  });

  it('is rotated while it lingers, and gone with both of its sockets', () => {
    const { time, backend, socket, messages, timers } = openClient({ linger: 5_000 });
    messages.stop();
    time.advance(4_000);
    socket.reconnect();
    time.advance(100);
    expect(backend.open).toHaveLength(2);
    time.advance(900);
    expect([backend.open.length, socket.status.state, timers()]).toEqual([0, 'idle', 0]);
  });

  it('in a wait stops waiting', () => {
    const { time, backend, socket, messages, timers } = openClient({ linger: 100 });
    backend.drop();
    messages.stop();
    time.advance(60_000);
    expect([socket.status.state, backend.fetches.length, timers()]).toEqual(['idle', 1, 0]);
  });
});

describe('two sockets side by side', () => {
  it('do not disturb each other', () => {
    const world = virtualWorld();
    const one = openClient({ channel: 'one' }, world);
    const two = openClient({ channel: 'two' }, world);
    one.broadcast(1, { channel: 'one' });
    one.broadcast(2, { channel: 'two' });
    world.time.advance(100);
    expect([one.numbers(), two.numbers()]).toEqual([[1], [2]]);
    one.socket.close();
    one.broadcast(3, { channel: 'two' });
    world.time.advance(100);
    expect([two.numbers(), two.socket.status.state]).toEqual([[2, 3], 'open']);
    expect(world.backend.open).toHaveLength(1);
  });

  it('that share a budget both come back after an outage, and never make more attempts than it has', () => {
    const world = virtualWorld();
    const attemptsPerMinute = attemptBudget(4);
    const clients = [openClient({ attemptsPerMinute }, world), openClient({ attemptsPerMinute }, world)];
    for (let n = 0; n < 12; n += 1) world.backend.tokenAnswers.push({ kind: 'network' });
    world.backend.drop();
    world.time.advance(300_000);
    expect(clients.map(({ socket }) => socket.status.state)).toEqual(['open', 'open']);
    const { fetches } = world.backend;
    fetches.forEach((at, index) => {
      const fifth = fetches[index + 4];
      if (fifth !== undefined) expect(fifth - at).toBeGreaterThanOrEqual(60_000);
    });
  });

  it('that share a budget do not share its waits: closing the one that waits leaves its place to the other', () => {
    const world = virtualWorld();
    const attemptsPerMinute = attemptBudget(1);
    openClient({ attemptsPerMinute }, world);
    const waiting = [virtualClient({ attemptsPerMinute }, world), virtualClient({ attemptsPerMinute }, world)];
    for (const { socket } of waiting) socket.connect();
    waiting[0]!.socket.close();
    world.time.advance(60_100);
    expect(waiting.map(({ socket }) => socket.status.state)).toEqual(['closed', 'open']);
  });
});
