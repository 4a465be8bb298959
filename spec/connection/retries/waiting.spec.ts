import { defer, throwError, type Subscription } from 'rxjs';
import { attemptBudget, ConfigError, type GatewaySocketError } from '../../../lib';
import { recorded } from '../../support/recorded';
import { settableHost } from '../../support/settable-host';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';
import { words } from '../../support/words';

const waits = (statuses: ReturnType<typeof virtualClient>['statuses']) =>
  statuses.flatMap((status) => (status.state === 'waiting' ? [status] : []));

const limited = { kind: 'status', status: 403, body: 'Rate limit exceeded' } as const;
const tooMany = { kind: 'status', status: 429 } as const;

/** A source that is rate-limited with a Retry-After once; then the backend answers. */
const limitedFor = (seconds: string) => {
  const world = virtualWorld();
  const limit = { status: 429, headers: { get: (name: string) => (name === 'Retry-After' ? seconds : null) } };
  const asked: number[] = [];
  const token = defer(() => {
    asked.push(world.time.scheduler.now());
    return asked.length > 1 ? world.backend.token$ : throwError(() => limit);
  });
  const client = virtualClient({ token, linger: 0 }, world);
  const used = client.socket.connect();
  return { ...client, asked, used };
};

describe('a token endpoint that is asked for too many', () => {
  it('with the 403 of the Django package is asked after 5, 10, 15, 15 … s: that package does not count what it refuses', () => {
    const { time, backend, socket, statuses, faults } = virtualClient();
    backend.tokenAnswers.push(limited, limited, limited, limited, limited);
    socket.connect();
    time.advance(20);
    expect(socket.status).toMatchObject({
      state: 'waiting',
      reason: 'rate-limited',
      attempt: 2,
      delay: 5_000,
      until: 5_020,
      cause: { kind: 'rate-limited', status: 403 },
    });
    expect(faults).toMatchObject([{ type: 'token', error: { kind: 'rate-limited' } }]);
    time.advance(4_999);
    expect(backend.fetches).toHaveLength(1);
    time.advance(100_000);
    expect(waits(statuses).map(({ delay }) => delay)).toEqual([5_000, 10_000, 15_000, 15_000, 15_000]);
    expect(waits(statuses).every(({ reason }) => reason === 'rate-limited')).toBe(true);
    expect(socket.status.state).toBe('open');
  });

  it('with a 429 is asked after the ordinary backoff, and after 5 s at least', () => {
    const { time, backend, socket, statuses } = virtualClient();
    backend.tokenAnswers.push(tooMany, tooMany, tooMany, tooMany, tooMany, tooMany);
    socket.connect();
    time.advance(120_000);
    expect(waits(statuses)).toMatchObject([
      { reason: 'rate-limited', delay: 5_000 },
      { reason: 'rate-limited', delay: 5_000 },
      { reason: 'rate-limited', delay: 5_000 },
      { reason: 'rate-limited', delay: 8_000 },
      { reason: 'rate-limited', delay: 16_000 },
      { reason: 'rate-limited', delay: 30_000 },
    ]);
    expect(socket.status.state).toBe('open');
  });

  it.each([
    [0, 2_500, 5_000],
    [0.5, 3_750, 7_500],
    [0.999, 4_998, 9_995],
  ])('is asked at a moment that chance has a part in: %d', (chance, first, second) => {
    const { time, backend, socket, statuses } = virtualClient(
      { backoff: {} },
      virtualWorld(() => chance),
    );
    backend.tokenAnswers.push(limited, limited);
    socket.connect();
    time.advance(20_000);
    expect(waits(statuses).map(({ delay }) => delay)).toEqual([first, second]);
  });

  it('begins with 5 s again once it gave a token', () => {
    const { time, backend, socket, statuses } = virtualClient();
    backend.tokenAnswers.push(limited, limited, { kind: 'token' }, limited);
    socket.connect();
    time.advance(20_000);
    backend.drop();
    time.advance(20_000);
    expect(waits(statuses).flatMap(({ reason, delay }) => (reason === 'rate-limited' ? [delay] : []))).toEqual([
      5_000, 10_000, 5_000,
    ]);
  });

  it('is left alone for as long as its Retry-After says, and the backoff on top', () => {
    const { time, socket, asked } = limitedFor('7');
    expect(socket.status).toMatchObject({ reason: 'rate-limited', delay: 8_000 });
    time.advance(7_999);
    expect(asked).toHaveLength(1);
    time.advance(1);
    expect(asked).toHaveLength(2);
  });

  it('is left alone too when the network or the page comes back, and when its users leave and others come', () => {
    const { time, backend, environment, socket, asked, used } = limitedFor('60');
    time.advance(1_000);
    for (const signal of ['wake', 'offline', 'online'] as const) environment.next(signal);
    used.unsubscribe();
    time.advance(1_000);
    socket.connect();
    time.advance(57_000);
    expect([asked.length, socket.status]).toMatchObject([1, { state: 'waiting', reason: 'rate-limited' }]);
    time.advance(2_000);
    expect([socket.status.state, backend.open.length]).toEqual(['open', 1]);
  });

  describe('is asked once, at once, by reconnect()', () => {
    it.each([
      ['too many, without a Retry-After', limited, { until: 610_000 }],
      ['too many for a minute', { kind: 'status', status: 429, retryAfter: '60' }, { until: 602_000 }],
      ['too many for ten minutes', { kind: 'status', status: 429, retryAfter: '600' }, { until: 702_020 }],
      ['nothing', { kind: 'network' }, { until: 600_000 }],
    ] as const)('and the limit goes on where the answer is: %s', (_name, answer, { until }) => {
      const { time, backend, environment, socket, asked } = limitedFor('600');
      backend.tokenAnswers.push(answer);
      time.advance(100_000);
      socket.reconnect();
      expect(asked).toEqual([0, 100_000]);
      time.advance(10_000);
      // It is not cut by anything else.
      for (const signal of ['wake', 'offline', 'online'] as const) environment.next(signal);
      expect(socket.status).toMatchObject({ state: 'waiting', reason: 'rate-limited', until });
      time.advance(until - 110_000);
      expect(asked).toEqual([0, 100_000, until]);
    });

    it('and the limit is over where it gives a token, even if the gateway refuses that one', () => {
      const { time, backend, socket, asked } = limitedFor('600');
      backend.handshakes.push('refuse');
      time.advance(100_000);
      socket.reconnect();
      time.advance(3_000);
      expect([asked.length, socket.status.state]).toEqual([3, 'open']);
      // A rotation is not held back by it either.
      socket.reconnect();
      time.advance(100);
      expect(backend.open).toHaveLength(2);
    });

    it('and not again: each call is one attempt', () => {
      const { time, backend, socket, asked } = limitedFor('600');
      backend.tokenAnswers.push(limited, limited, limited);
      for (const at of [100_000, 110_000, 120_000]) {
        time.advance(at - time.scheduler.now());
        socket.reconnect();
      }
      time.advance(400_000);
      expect(asked).toEqual([0, 100_000, 110_000, 120_000]);
    });

    it.each<readonly [string, (client: ReturnType<typeof virtualClient>, user: Subscription) => void]>([
      ['nobody uses the connection', (_, user) => user.unsubscribe()],
      ['the page is suspended', ({ environment }) => environment.next('suspend')],
    ])('and not where %s: the limit holds for the attempt that comes later', (_name, leave) => {
      const client = virtualClient({ linger: 0 });
      const { time, backend, socket, environment } = client;
      backend.tokenAnswers.push({ kind: 'status', status: 429, retryAfter: '100' });
      const user = socket.connect();
      time.advance(1_000);
      leave(client, user);
      time.advance(1_000);
      socket.reconnect();
      environment.next('wake');
      socket.connect();
      time.advance(90_000);
      expect(backend.fetches).toEqual([0]);
      time.advance(10_000);
      expect(backend.fetches).toHaveLength(2);
    });

    it('within the budget', () => {
      const { time, socket, backend, asked } = limitedFor('600');
      backend.tokenAnswers.push(...Array<typeof limited>(20).fill(limited));
      for (let n = 0; n < 20; n += 1) {
        time.advance(100);
        socket.reconnect();
      }
      expect(asked).toHaveLength(10);
    });
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

describe('a token endpoint that answers 403 without a word it is known by', () => {
  const blocked = { kind: 'status', status: 403, body: '<h1>Request blocked</h1>' } as const;

  it('is asked twice more, and the third in a row is fatal', () => {
    const { time, backend, socket, statuses, faults } = virtualClient();
    backend.tokenAnswers.push(blocked, blocked, blocked);
    const stream = recorded(socket.on('number'));
    time.advance(600_000);
    const error = { name: 'TokenError', kind: 'forbidden', status: 403 };
    expect(backend.fetches).toHaveLength(3);
    expect(waits(statuses)).toMatchObject([
      { reason: 'backoff', delay: 1_000, cause: error },
      { reason: 'backoff', delay: 2_000, cause: error },
    ]);
    expect(socket.status).toMatchObject({ state: 'failed', cause: error });
    expect(stream.errors).toMatchObject([error]);
    expect(faults).toMatchObject(Array(3).fill({ type: 'token', error }));
  });

  it('once or twice ends nothing, as often as it may be', () => {
    const { time, backend, socket } = virtualClient();
    socket.connect();
    time.advance(100);
    for (let n = 0; n < 5; n += 1) {
      backend.tokenAnswers.push(blocked, blocked);
      backend.drop();
      time.advance(20_000);
      expect(socket.status.state).toBe('open');
    }
  });

  it('with another failure in between is not the third in a row', () => {
    const { time, backend, socket } = virtualClient();
    backend.tokenAnswers.push(blocked, blocked, { kind: 'network' }, blocked, blocked);
    socket.connect();
    time.advance(100_000);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 6]);
  });

  it('is asked anew by a new subscription, and by resumeOn', () => {
    const { time, backend, socket } = virtualClient();
    backend.tokenAnswers.push(blocked, blocked, blocked);
    recorded(socket.on('number'));
    time.advance(10_000);
    expect(socket.status.state).toBe('failed');
    backend.tokenAnswers.push(blocked, blocked);
    socket.connect();
    time.advance(10_000);
    expect(socket.status.state).toBe('open');
  });

  it('three times during a rotation is a fault, and the open connection lives on', () => {
    const { time, backend, socket, faults } = openClient();
    time.advance(10_000);
    backend.tokenAnswers.push(blocked, blocked, blocked);
    socket.reconnect();
    time.advance(300_000);
    expect([socket.status.state, backend.open.length, backend.fetches.length]).toEqual(['open', 1, 4]);
    expect(faults.map(({ type }) => type)).toEqual(['token', 'token', 'token']);
  });

  it('is fatal the first time where isFatal says so, and never where it does not', () => {
    const strict = virtualClient({ isFatal: ({ kind }, byDefault) => byDefault || kind === 'forbidden' });
    const patient = virtualClient({ isFatal: () => false });
    for (const { backend, socket } of [strict, patient]) {
      backend.tokenAnswers.push(blocked, blocked, blocked, blocked);
      socket.connect();
    }
    strict.time.advance(100);
    patient.time.advance(60_000);
    expect([strict.socket.status.state, patient.socket.status.state]).toEqual(['failed', 'open']);
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

  it('is waited for no longer where the wall clock is set back meanwhile', () => {
    const { time, backend } = virtualWorld();
    const host = settableHost(time);
    const options = { attemptsPerMinute: 2, backoff: { initial: 100, jitter: 'none' } } as const;
    const { socket } = virtualClient(options, { time: { ...time, ...host }, backend });
    backend.handshakes.push('refuse', 'refuse');
    socket.connect();
    time.advance(30_000);
    host.set(-3_600_000);
    time.advance(29_999);
    expect(backend.fetches).toHaveLength(2);
    time.advance(1);
    expect(backend.fetches).toHaveLength(3);
  });

  it.each<readonly [string, number]>([
    ['less than a ms, which is one ms', 1e-9],
    ['less than 0, which is no wait', -5],
  ])('of the application may answer %s', (_name, answer) => {
    const answers = [answer, 0];
    const { time, backend, socket, events } = virtualClient({
      attemptsPerMinute: { claim: () => answers.shift() ?? 0 },
    });
    time.advance(100_000);
    socket.connect();
    time.advance(1_000);
    expect(backend.open).toHaveLength(1);
    expect(events.flatMap((event) => (event.type === 'waiting' ? [event.delay] : []))).toEqual(answer > 0 ? [1] : []);
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
      backoff: { initial: 1_000, max: 2_000, jitter: 'none', ...backoff },
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
    for (const cause of [/origin/, /SESSION_COOKIE_DOMAIN/, /channel/, /IP address/])
      expect(hint).toMatch(words(cause));
    time.advance(300_000);
    expect(backend.sockets.length).toBeGreaterThan(5);
    expect(faults).toHaveLength(1);
    expect(backend.wrongs).toEqual([]);
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
