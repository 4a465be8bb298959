import { defer, throwError } from 'rxjs';
import { attemptBudget, ConfigError, type GatewaySocketError } from '../../lib';
import { recorded } from '../support/recorded';
import { openClient, virtualClient } from '../support/virtual-client';

const waits = (statuses: ReturnType<typeof virtualClient>['statuses']) =>
  statuses.flatMap((status) => (status.state === 'waiting' ? [status] : []));

describe('a token endpoint that says too many', () => {
  it.each([
    ['429', { kind: 'status' as const, status: 429 }],
    [
      'a 403 with the body of the Django package',
      { kind: 'status' as const, status: 403, body: 'Rate limit exceeded' },
    ],
  ])('with %s is left alone for its minute and the backoff on top', (_name, answer) => {
    const { time, backend, socket, statuses, faults } = virtualClient();
    backend.tokenAnswers.push(answer);
    socket.connect();
    time.advance(20);
    expect(socket.status).toMatchObject({
      state: 'waiting',
      reason: 'rate-limited',
      attempt: 2,
      delay: 61_000,
      until: 61_020,
    });
    expect(waits(statuses)).toMatchObject([{ cause: { kind: 'rate-limited' } }]);
    expect(faults).toMatchObject([{ type: 'token', error: { kind: 'rate-limited' } }]);
    time.advance(60_999);
    expect(backend.fetches).toHaveLength(1);
    time.advance(100);
    expect(socket.status.state).toBe('open');
  });

  it('is left alone for as long as its Retry-After says', () => {
    const limited = { status: 429, headers: { get: (name: string) => (name === 'Retry-After' ? '7' : null) } };
    let fetched = 0;
    const { time, socket } = virtualClient({
      token: defer(() => {
        fetched += 1;
        return throwError(() => limited);
      }),
    });
    socket.connect();
    expect(socket.status).toMatchObject({ reason: 'rate-limited', delay: 8_000 });
    time.advance(7_999);
    expect(fetched).toBe(1);
    time.advance(1);
    expect(fetched).toBe(2);
  });

  it('is left alone too when the network or the page comes back', () => {
    const { time, backend, environment, socket } = virtualClient();
    backend.tokenAnswers.push({ kind: 'status', status: 429 });
    socket.connect();
    time.advance(1_000);
    for (const signal of ['wake', 'offline', 'online'] as const) environment.next(signal);
    time.advance(59_000);
    expect([backend.fetches.length, socket.status]).toMatchObject([1, { state: 'waiting', reason: 'rate-limited' }]);
    time.advance(2_000);
    expect(socket.status.state).toBe('open');
  });

  it('with a Retry-After in trouble (503) is waited for as long, in a backoff that can be cut', () => {
    const down = { status: 503, headers: { get: () => '20' } };
    let fetched = 0;
    const { time, environment, socket } = virtualClient({
      token: defer(() => {
        fetched += 1;
        return throwError(() => down);
      }),
    });
    socket.connect();
    expect(socket.status).toMatchObject({ reason: 'backoff', delay: 21_000 });
    time.advance(1_000);
    environment.next('wake');
    expect(fetched).toBe(2);
  });
});

describe('a backoff wait', () => {
  const waiting = () => {
    const client = openClient();
    client.backend.handshakes.push('refuse', 'refuse', 'refuse', 'refuse');
    client.backend.drop();
    // Into the wait of 8 s after the fourth failure.
    client.time.advance(1_000 + 2_000 + 4_000 + 3 * 40 + 1_000);
    expect(client.socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', delay: 8_000 });
    return { ...client, before: client.backend.fetches.length };
  };

  it('grows, and tells how long it is, until when, and for which attempt', () => {
    const { statuses } = waiting();
    expect(waits(statuses)).toMatchObject([
      { reason: 'backoff', attempt: 2, delay: 1_000, until: 1_100, cause: { kind: 'lost' } },
      { reason: 'backoff', attempt: 3, delay: 2_000, cause: { kind: 'refused' } },
      { reason: 'backoff', attempt: 4, delay: 4_000, cause: { kind: 'refused' } },
      { reason: 'backoff', attempt: 5, delay: 8_000, cause: { kind: 'refused' } },
    ]);
  });

  it('is cut by reconnect()', () => {
    const { socket, backend, before } = waiting();
    socket.reconnect();
    expect(backend.fetches).toHaveLength(before + 1);
    expect(socket.status).toEqual({ state: 'authorizing', attempt: 5 });
  });

  it.each(['wake', 'online'] as const)('is cut by %s', (signal) => {
    const { environment, backend, before } = waiting();
    environment.next(signal);
    expect(backend.fetches).toHaveLength(before + 1);
  });

  it('that was cut does not come to its end a second time', () => {
    const { time, socket, backend, before } = waiting();
    backend.tokenAnswers.push({ kind: 'hang' });
    socket.reconnect();
    time.advance(9_000);
    expect(backend.fetches).toHaveLength(before + 1);
    expect(socket.status.state).toBe('authorizing');
  });
});

describe('an attempt under way', () => {
  it('is not begun anew by reconnect()', () => {
    const { time, backend, socket } = virtualClient();
    socket.connect();
    for (let n = 0; n < 5; n += 1) {
      time.advance(10);
      socket.reconnect();
    }
    time.advance(1_000);
    expect([socket.status.state, backend.fetches.length, backend.sockets.length]).toEqual(['open', 1, 1]);
  });
});

describe('the attempt budget', () => {
  it('holds back retries, and says until when', () => {
    const { time, backend, socket } = virtualClient({
      attemptsPerMinute: 2,
      backoff: { initial: 100, jitter: 'none' },
    });
    backend.handshakes.push('refuse', 'refuse');
    socket.connect();
    time.advance(1_000);
    expect(socket.status).toEqual({ state: 'waiting', reason: 'budget', attempt: 3, delay: 59_620, until: 60_000 });
    time.advance(58_999);
    expect(backend.fetches).toHaveLength(2);
    time.advance(1);
    expect(backend.fetches).toHaveLength(3);
  });

  it('is not cut by reconnect(), join(), wake or online', () => {
    const { time, backend, environment, socket } = virtualClient({ attemptsPerMinute: 1 });
    backend.handshakes.push('refuse');
    socket.connect();
    time.advance(2_000);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget', until: 60_000 });
    for (let n = 0; n < 5; n += 1) {
      socket.reconnect();
      environment.next('wake');
      environment.next('online');
      socket.join(n % 2 === 0 ? 'b' : 'a');
      time.advance(5_000);
    }
    expect(backend.fetches).toHaveLength(1);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget', until: 60_000 });
    time.advance(33_100);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
  });

  it('keeps the old connection while there is none left for its successor', () => {
    const { time, backend, socket, states } = openClient({ attemptsPerMinute: 1 });
    socket.reconnect();
    socket.join('b');
    time.advance(59_000);
    expect([backend.sockets.length, backend.open.length, socket.status.state]).toEqual([1, 1, 'open']);
    time.advance(2_000);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
    expect(states()).toEqual(['idle', 'authorizing', 'connecting', 'open', 'open']);
  });

  it('of anybody who counts otherwise is asked before each attempt', () => {
    const asked: number[] = [];
    const budget = attemptBudget(10);
    const { time, backend, socket } = openClient({
      attemptsPerMinute: {
        claim: (now) => {
          asked.push(now);
          return budget.claim(now);
        },
      },
    });
    socket.reconnect();
    time.advance(100);
    expect(asked).toEqual(backend.fetches);
  });
});

describe('handshakes that are refused', () => {
  const refused = (times: number, backoff = {}) => {
    const client = virtualClient({
      backoff: { initial: 1_000, max: 2_000, refusedMax: 16_000, jitter: 'none', ...backoff },
    });
    for (let n = 0; n < times; n += 1) client.backend.handshakes.push('refuse');
    client.socket.connect();
    return client;
  };

  it('three times in a row, with a fresh token each, are told once, with the likely causes', () => {
    const { time, backend, faults } = refused(8);
    time.advance(3_150);
    expect([backend.sockets.length, faults.length]).toEqual([3, 1]);
    expect(faults).toMatchObject([{ type: 'refused', attempts: 3 }]);
    const [fault] = faults;
    const hint = fault?.type === 'refused' ? fault.hint : '';
    for (const cause of [/origin/, /SESSION_COOKIE_DOMAIN/, /channel/, /IP address/]) expect(hint).toMatch(cause);
    time.advance(60_000);
    expect(backend.sockets.length).toBeGreaterThan(5);
    expect(faults).toHaveLength(1);
    expect(backend.wrongs).toEqual([]);
  });

  it('knock less often from the third on: up to refusedMax, where other failures stay below max', () => {
    const { time, statuses } = refused(7);
    time.advance(100_000);
    expect(waits(statuses).map(({ delay }) => delay)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000]);
    const down = virtualClient({ backoff: { initial: 1_000, max: 2_000, refusedMax: 16_000, jitter: 'none' } });
    for (let n = 0; n < 5; n += 1) down.backend.tokenAnswers.push({ kind: 'network' });
    down.socket.connect();
    down.time.advance(20_000);
    expect(waits(down.statuses).map(({ delay }) => delay)).toEqual([1_000, 2_000, 2_000, 2_000, 2_000]);
  });

  it('are told again after they had stopped', () => {
    const { time, backend, faults } = refused(3);
    time.advance(20_000);
    expect(backend.open).toHaveLength(1);
    backend.handshakes.push('refuse', 'refuse', 'refuse');
    backend.drop();
    time.advance(20_000);
    expect(faults.map(({ type }) => type)).toEqual(['refused', 'refused']);
  });

  it('with another ending among them are not three in a row', () => {
    const { time, backend, faults } = refused(2);
    time.advance(2_000);
    backend.handshakes.push('hang', 'refuse', 'refuse');
    time.advance(60_000);
    expect(backend.sockets).toHaveLength(6);
    expect(faults).toEqual([]);
  });
});

describe('a token request that is answered forbidden', () => {
  const FORBIDDEN = { kind: 'status', status: 403, body: 'Request blocked' } as const;

  it('is tried twice more, and the third in a row is fatal', () => {
    const { time, backend, socket, faults } = virtualClient();
    backend.tokenAnswers.push(FORBIDDEN, FORBIDDEN, FORBIDDEN);
    socket.connect();
    time.advance(600_000);
    expect(faults.map((fault) => fault.type === 'token' && fault.error.kind)).toEqual(Array(3).fill('forbidden'));
    expect(socket.status).toMatchObject({ state: 'failed', cause: { name: 'TokenError', kind: 'forbidden' } });
  });

  it('is not the third in a row after another ending, or after a connection', () => {
    const { time, backend, socket } = virtualClient();
    const unavailable = { kind: 'status', status: 503 } as const;
    backend.tokenAnswers.push(FORBIDDEN, FORBIDDEN, unavailable, FORBIDDEN, FORBIDDEN);
    socket.connect();
    time.advance(60_000);
    expect(socket.status.state).toBe('open');
    backend.tokenAnswers.push(FORBIDDEN, FORBIDDEN);
    backend.drop();
    time.advance(60_000);
    expect(socket.status.state).toBe('open');
  });

  it('three times in a rotation leaves the old connection in place, and is fatal once more after its end', () => {
    const { time, backend, socket, faults } = openClient();
    backend.tokenAnswers.push(...Array<typeof FORBIDDEN>(4).fill(FORBIDDEN));
    socket.reconnect();
    time.advance(60_000);
    expect([socket.status.state, faults.length, backend.fetches.length]).toEqual(['open', 3, 4]);
    backend.drop();
    time.advance(60_000);
    expect(socket.status).toMatchObject({ state: 'failed', cause: { kind: 'forbidden' } });
    expect(backend.fetches).toHaveLength(5);
  });
});

describe('the count of attempts', () => {
  it('starts again after a connection that lasted for minUptime, and not on open', () => {
    const { time, backend, socket } = openClient({ backoff: { jitter: 'none', minUptime: 5_000 } });
    const lostAfter = (uptime: number) => {
      // Since its open, which was a moment ago.
      time.advance(uptime);
      backend.drop();
      const { status } = socket;
      time.advance((status.state === 'waiting' ? status.delay : 0) + 60);
      expect(socket.status.state).toBe('open');
      return status;
    };
    expect(lostAfter(100)).toMatchObject({ attempt: 2, delay: 1_000 });
    expect(lostAfter(4_999)).toMatchObject({ attempt: 3, delay: 2_000 });
    expect(lostAfter(10)).toMatchObject({ attempt: 4, delay: 4_000 });
    expect(lostAfter(5_000)).toMatchObject({ attempt: 1, delay: 1_000 });
    expect(lostAfter(10)).toMatchObject({ attempt: 2, delay: 2_000 });
  });

  it('ends with maxAttempts: failed with the last error', () => {
    const { time, backend, socket, endings, timers } = virtualClient({ backoff: { jitter: 'none', maxAttempts: 3 } });
    backend.tokenAnswers.push({ kind: 'token' }, { kind: 'network' });
    backend.handshakes.push('refuse', 'hang');
    const stream = recorded(socket.on('number'));
    time.advance(3_100);
    expect(backend.fetches).toHaveLength(3);
    expect(socket.status.state).toBe('connecting');
    time.advance(10_000);
    expect(socket.status).toMatchObject({ state: 'failed', cause: { name: 'ConnectionError', kind: 'timeout' } });
    expect(stream.errors).toEqual([socket.status.state === 'failed' && socket.status.cause]);
    expect(endings()).toEqual(['refused', 'timeout']);
    time.advance(600_000);
    expect([backend.fetches.length, timers()]).toEqual([3, 0]);
  });
});

describe('isFatal', () => {
  it('makes fatal what is not: the connection has failed at once', () => {
    const { time, backend, socket } = openClient({ isFatal: (error) => error.kind === 'lost' });
    backend.drop();
    expect(socket.status).toMatchObject({ state: 'failed', cause: { kind: 'lost' } });
    time.advance(600_000);
    expect(backend.fetches).toHaveLength(1);
  });

  it('makes what is fatal worth a retry', () => {
    const { time, backend, socket } = virtualClient({
      isFatal: () => false,
      backoff: { jitter: 'none', maxAttempts: 2 },
    });
    backend.tokenAnswers.push({ kind: 'status', status: 401 }, { kind: 'status', status: 404 });
    socket.connect();
    time.advance(20);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', cause: { kind: 'unauthenticated' } });
    time.advance(10_000);
    expect(socket.status.state).toBe('open');
  });

  it('is asked with what this library thinks of it', () => {
    const asked: [GatewaySocketError['kind'], boolean][] = [];
    const { time, backend, socket } = openClient({
      isFatal: ({ kind }, byDefault) => {
        asked.push([kind, byDefault]);
        return false;
      },
    });
    const statuses = [401, 403, 404, 429, 503];
    // What the package answers a 403 with.
    const body = 'Authentication required';
    backend.tokenAnswers.push(...statuses.map((status) => ({ kind: 'status' as const, status, body })));
    backend.handshakes.push('refuse', 'hang');
    backend.closeAll(1_001);
    time.advance(300_000);
    expect(asked).toEqual([
      ['lost', false],
      ['unauthenticated', true],
      ['unauthenticated', true],
      ['rejected', true],
      ['rate-limited', false],
      ['unavailable', false],
      ['refused', false],
      ['timeout', false],
    ]);
    expect(socket.status.state).toBe('open');
  });

  it('that throws fails with what it threw as the cause', () => {
    const cause = new Error('a mistake in the application');
    const { backend, socket, timers } = openClient({
      isFatal: () => {
        throw cause;
      },
    });
    backend.drop();
    const { status } = socket;
    expect(status).toMatchObject({ state: 'failed', cause: { cause } });
    expect(status.state === 'failed' && status.cause).toBeInstanceOf(ConfigError);
    expect(timers()).toBe(0);
  });
});
