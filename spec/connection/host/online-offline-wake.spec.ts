import { EMPTY, NEVER, of, startWith, Subject, throwError, type Observable } from 'rxjs';
import type { EnvironmentSignal, GatewaySocketConfig } from '../../../lib';
import type { TokenAnswer } from '../../support/virtual-backend';
import { openClient, virtualClient } from '../../support/virtual-client';

const rotations = (events: ReturnType<typeof virtualClient>['events']) =>
  events.flatMap((event) => (event.type === 'rotating' ? [event.why] : []));

/** A client in use whose host is offline from the start. */
function offlineClient(answers: readonly TokenAnswer[] = [], options: Partial<GatewaySocketConfig> = {}) {
  const environment = new Subject<EnvironmentSignal>();
  const client = virtualClient({ ...options, environment: environment.pipe(startWith('offline' as const)) });
  client.backend.tokenAnswers.push(...answers);
  client.socket.on('number').subscribe({ error: () => undefined });
  return { ...client, environment };
}

const failures = (count: number) => Array<{ readonly kind: 'network' }>(count).fill({ kind: 'network' });

describe('while the host is offline', () => {
  const MINUTE = 60_000;

  it('the first attempt is made at once, then one a minute, and the status is paused in between', () => {
    const { time, backend, environment, socket, states } = offlineClient(failures(4));
    time.advance(0);
    expect(backend.fetches).toEqual([0]);
    time.advance(MINUTE / 2);
    expect(socket.status).toEqual({ state: 'paused', reason: 'offline' });
    time.advance(2.5 * MINUTE + 100);
    expect(backend.fetches).toEqual([0, MINUTE, 2 * MINUTE, 3 * MINUTE]);
    expect(states()).toEqual(['idle', ...Array(4).fill(['authorizing', 'paused']).flat()]);
    environment.next('online');
    expect(socket.status).toEqual({ state: 'authorizing', attempt: 1 });
  });

  it('a connection is opened where the hint is wrong', () => {
    const { time, socket } = offlineClient([{ kind: 'network' }]);
    time.advance(MINUTE + 100);
    expect(socket.status).toMatchObject({ state: 'open', since: MINUTE + 60 });
  });

  it('a connection that opens proves the hint wrong, so its loss is retried as any other', () => {
    const { time, backend, socket } = offlineClient([], { backoff: { jitter: 'none' } });
    time.advance(100);
    backend.drop();
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', delay: 1_000 });
    time.advance(1_100);
    expect(socket.status.state).toBe('open');
  });

  it('reconnect() makes one attempt at once, and the next one comes a minute later', () => {
    const { time, backend, socket } = offlineClient(failures(10));
    time.advance(10_000);
    socket.reconnect();
    time.advance(MINUTE - 1);
    expect(backend.fetches).toEqual([0, 10_000]);
    time.advance(1);
    expect(backend.fetches).toEqual([0, 10_000, 10_000 + MINUTE]);
  });

  it('reconnect() during an attempt changes nothing', () => {
    const { time, backend, socket } = offlineClient([{ kind: 'network' }]);
    socket.reconnect();
    time.advance(MINUTE - 1);
    expect(backend.fetches).toEqual([0]);
  });

  it('a wake cuts no wait', () => {
    const { time, backend, environment } = offlineClient(failures(2));
    time.advance(1_000);
    environment.next('wake');
    time.advance(30_000);
    expect(backend.fetches).toEqual([0]);
  });

  it('an offline that is reported again gives no further attempt', () => {
    const { time, backend, environment } = offlineClient(failures(2));
    time.advance(1_000);
    environment.next('offline');
    time.advance(30_000);
    expect(backend.fetches).toEqual([0]);
  });

  it('attempts do not count towards maxAttempts, the backoff and the refusals', () => {
    const { time, backend, environment, socket, faults } = offlineClient([], {
      backoff: { maxAttempts: 3, jitter: 'none' },
    });
    backend.handshakes.push(...Array<'refuse'>(9).fill('refuse'));
    time.advance(8 * MINUTE - 1);
    expect(faults).toEqual([]);
    expect(socket.status).toEqual({ state: 'paused', reason: 'offline' });
    environment.next('online');
    time.advance(100);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', attempt: 2, delay: 1_000 });
  });

  it('attempts count in the budget', () => {
    const { time, backend, socket } = offlineClient(failures(10), { attemptsPerMinute: 3 });
    for (let i = 0; i < 6; i += 1) {
      time.advance(100);
      socket.reconnect();
    }
    expect(backend.fetches).toEqual([0, 100, 200]);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget' });
  });

  it('a refused login is fatal, since the answer came over the network', () => {
    const { time, socket } = offlineClient([{ kind: 'status', status: 401 }], { resumeOn: NEVER });
    time.advance(100);
    expect(socket.status).toMatchObject({ state: 'failed', cause: { kind: 'unauthenticated' } });
  });

  it('a rate limit of the token endpoint is kept', () => {
    const { time, socket } = offlineClient([{ kind: 'status', status: 403, body: 'Rate limit exceeded' }], {
      backoff: { jitter: 'none' },
    });
    time.advance(100);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'rate-limited', delay: 5_000 });
  });

  it('an open connection is left as it is, and its loss is followed by one attempt at once', () => {
    const { time, backend, environment, socket } = openClient();
    environment.next('offline');
    time.advance(MINUTE);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 1]);
    backend.tokenAnswers.push({ kind: 'network' });
    backend.drop();
    time.advance(MINUTE - 100);
    expect(socket.status).toEqual({ state: 'paused', reason: 'offline' });
    expect(backend.fetches).toHaveLength(2);
    environment.next('online');
    time.advance(100);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 3]);
  });

  it('a backoff wait gives way to the attempt at once', () => {
    const { backend, environment, socket } = openClient();
    backend.drop();
    expect(socket.status.state).toBe('waiting');
    environment.next('offline');
    expect(socket.status).toEqual({ state: 'authorizing', attempt: 2 });
  });

  it('a connection that is due is kept until another one is open, which is tried once a minute', () => {
    const { time, backend, environment, socket } = openClient();
    environment.next('offline');
    backend.tokenAnswers.push(...failures(2));
    time.advance(580_000);
    expect([backend.sockets.length, socket.status.state]).toEqual([1, 'open']);
    const [, second = 0, third = 0] = backend.fetches;
    expect(third - second).toBe(MINUTE);
    environment.next('online');
    time.advance(100);
    expect(backend.sockets).toHaveLength(2);
  });

  it.each(['ws://localhost:8000', 'ws://127.0.0.1:8000', 'wss://[::1]:8000'])(
    '%s is tried all the same, and online does not concern it',
    (url) => {
      const { time, backend, environment, socket, events } = openClient({ url });
      environment.next('offline');
      backend.drop();
      time.advance(1_010);
      expect([socket.status.state, backend.fetches.length]).toEqual(['authorizing', 2]);
      environment.next('online');
      time.advance(100);
      expect([socket.status.state, backend.fetches.length]).toEqual(['open', 2]);
      environment.next('online');
      expect(rotations(events)).toEqual([]);
    },
  );
});

describe('an attempt that is under way when the host is online again', () => {
  it.each(['hang' as const, 'token' as const])('is begun anew in its token fetch (%s)', (kind) => {
    const { time, backend, environment, socket } = virtualClient();
    backend.tokenAnswers.push({ kind });
    socket.connect();
    time.advance(10);
    environment.next('online');
    expect(backend.fetches).toEqual([0, 10]);
    time.advance(100);
    expect(backend.sockets).toHaveLength(1);
    expect([socket.status.state, backend.wrongs]).toEqual(['open', []]);
  });

  it('is begun anew in its handshake, with a token of its own, and the old socket is let go', () => {
    const { time, backend, environment, socket, endings, open } = virtualClient();
    backend.handshakes.push('hang');
    socket.connect();
    time.advance(5_000);
    environment.next('online');
    expect(backend.sockets[0]!.held).toBe(false);
    time.advance(100);
    expect(open()).toEqual([1]);
    expect([backend.wrongs, backend.fetches.length, endings()]).toEqual([[], 2, []]);
    expect(socket.status.state).toBe('open');
  });

  it('is begun anew only within the budget, however often it comes', () => {
    const { time, backend, environment, socket } = virtualClient({ attemptsPerMinute: 3 });
    for (let n = 0; n < 10; n += 1) backend.tokenAnswers.push({ kind: 'hang' });
    socket.connect();
    for (let n = 0; n < 50; n += 1) {
      time.advance(100);
      environment.next('online');
    }
    expect(backend.fetches).toEqual([0, 100, 200]);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget', until: 60_000 });
  });
});

describe('an open connection', () => {
  it('is replaced when the host is online again, since the other side may be gone', () => {
    const { time, environment, events, states, open } = openClient();
    environment.next('offline');
    environment.next('online');
    time.advance(15_000);
    expect(rotations(events)).toEqual(['wake']);
    expect(open()).toEqual([1]);
    expect(states()).toEqual(['idle', 'authorizing', 'connecting', 'open']);
  });

  it('is replaced after a sleep that no event told of, within half a minute', () => {
    const { time, events } = openClient();
    time.sleep(100_000);
    time.advance(30_000);
    expect(rotations(events)).toEqual(['wake']);
  });

  it('is replaced at the wake after a sleep at once, and once', () => {
    const { time, backend, environment, events } = openClient();
    time.sleep(100_000);
    environment.next('wake');
    expect(rotations(events)).toEqual(['wake']);
    time.advance(60_000);
    expect([rotations(events), backend.sockets.length]).toEqual([['wake'], 2]);
  });

  it('is left alone by a wake after a short absence', () => {
    const { time, environment, events } = openClient();
    // For less than the idle limit, for which it would be replaced.
    for (let n = 0; n < 30; n += 1) {
      environment.next('wake');
      time.sleep(14_000);
      time.advance(1_000);
    }
    expect(rotations(events)).toEqual([]);
  });

  it('that a sleep has carried past its limits is replaced once, not once for each', () => {
    const { time, backend, environment, events } = openClient();
    time.sleep(10_000_000);
    environment.next('wake');
    environment.next('online');
    time.advance(30_000);
    expect(rotations(events)).toHaveLength(1);
    expect(backend.open).toHaveLength(1);
  });
});

describe('an open connection of a hidden page whose timers stood still', () => {
  const STOOD_STILL = 20_000;

  it.each<readonly [string, (client: ReturnType<typeof openClient>) => void]>([
    ['the event comes first', () => undefined],
    ['a timer runs first', ({ time }) => time.advance(2_100)],
  ])('is replaced when the page is visible again (%s)', (_, goOn) => {
    const client = openClient();
    client.time.advance(3_000);
    client.time.sleep(STOOD_STILL);
    goOn(client);
    expect(rotations(client.events)).toEqual([]);
    client.environment.next('wake');
    expect(rotations(client.events)).toEqual(['wake']);
    expect(client.socket.send('say', { n: 1 })).toBe('queued');
    client.time.advance(100);
    expect(client.backend.received).toEqual(['{"action":"say","n":1}']);
  });

  it('is left alone as long as the page is hidden, because browsers throttle timers', () => {
    const { time, events } = openClient();
    for (let minute = 0; minute < 7; minute += 1) {
      time.sleep(55_000);
      time.advance(5_000);
    }
    expect(rotations(events)).toEqual([]);
  });

  it('is left alone where a frame arrived meanwhile', () => {
    const { time, backend, environment, events } = openClient();
    time.advance(3_000);
    time.sleep(STOOD_STILL);
    backend.broadcast('{"type":"number","n":1}', 'a', 0);
    time.advance(30);
    environment.next('wake');
    expect(rotations(events)).toEqual([]);
  });

  it('is replaced once in a minute at most', () => {
    const { time, environment, events } = openClient();
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const before = rotations(events).length;
      time.sleep(STOOD_STILL);
      environment.next('wake');
      if (rotations(events).length > before) times.push(time.scheduler.now());
      time.advance(1_000);
    }
    expect(times.length).toBeGreaterThan(3);
    for (const [i, at] of times.entries()) expect(at - (times[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(60_000);
  });

  it('is pinged first where there is a keep-alive, and kept if it answers', () => {
    const { time, backend, environment, socket, events, open } = openClient({
      keepAlive: { name: 'ping', every: 25_000, reply: 'pong' },
    });
    time.advance(5_000);
    time.sleep(STOOD_STILL);
    environment.next('wake');
    // The connection is in doubt, so sends wait for the answer.
    expect(socket.send('say', { n: 1 })).toBe('queued');
    time.advance(10_000);
    expect([rotations(events), open(), backend.received]).toEqual([[], [0], ['{"action":"say","n":1}']]);
  });
});

describe('a sleep in the middle of an attempt', () => {
  it('that outlasts the token throws it away and fetches another, and no socket is made with the first', () => {
    const { time, backend, socket, faults } = virtualClient();
    socket.connect();
    time.advance(10);
    time.sleep(61_000);
    time.advance(10);
    expect([backend.sockets.length, faults]).toMatchObject([0, [{ type: 'token', error: { kind: 'timeout' } }]]);
    time.advance(1_100);
    expect([socket.status.state, backend.fetches.length, backend.sockets.length]).toEqual(['open', 2, 1]);
    expect(backend.wrongs).toEqual([]);
  });

  it('that outlasts the limit of the token request leaves reconnect() its attempt', () => {
    const { time, backend, socket } = virtualClient();
    backend.tokenAnswers.push({ kind: 'hang' });
    socket.connect();
    time.sleep(20_000);
    socket.reconnect();
    time.advance(100);
    expect([backend.fetches.length, socket.status.state]).toEqual([2, 'open']);
  });

  it('that does not is no matter', () => {
    const { time, backend, socket } = virtualClient();
    socket.connect();
    time.advance(10);
    time.sleep(59_000);
    time.advance(100);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 1]);
  });
});

describe('a page that is suspended', () => {
  const suspending: readonly (readonly [string, () => ReturnType<typeof openClient>])[] = [
    ['open', () => openClient()],
    [
      'in a token fetch',
      () => {
        const client = openClient();
        client.backend.tokenAnswers.push({ kind: 'hang' });
        client.backend.drop();
        client.time.advance(1_010);
        return client;
      },
    ],
    [
      'in a handshake',
      () => {
        const client = openClient();
        client.backend.handshakes.push('hang');
        client.backend.drop();
        client.time.advance(1_100);
        return client;
      },
    ],
    [
      'in a wait',
      () => {
        const client = openClient();
        client.backend.drop();
        return client;
      },
    ],
    [
      'in the overlap of a rotation',
      () => {
        const client = openClient();
        client.socket.reconnect();
        client.time.advance(2_000);
        return client;
      },
    ],
  ];

  it.each(suspending)('%s holds no socket and no timer, and wake starts at once', (_name, arrange) => {
    const { time, backend, environment, socket, timers } = arrange();
    environment.next('suspend');
    expect(socket.status).toEqual({ state: 'paused', reason: 'suspended' });
    expect(backend.sockets.filter(({ held }) => held)).toHaveLength(0);
    expect(timers()).toBe(0);
    const before = backend.fetches.length;
    socket.reconnect();
    environment.next('online');
    time.advance(600_000);
    expect(backend.fetches).toHaveLength(before);
    environment.next('wake');
    expect(socket.status).toEqual({ state: 'authorizing', attempt: 1 });
    time.advance(100);
    expect(socket.status.state).toBe('open');
    expect(backend.wrongs).toEqual([]);
  });

  it('closes with 1000, and says afterwards how long nothing could arrive', () => {
    const { time, backend, environment, opened } = openClient();
    const closes: unknown[] = [];
    const { close } = backend.sockets[0]!;
    backend.sockets[0]!.close = function (code?: number) {
      closes.push(code);
      close.call(this, code);
    };
    environment.next('suspend');
    expect(closes[0]).toBe(1_000);
    time.advance(50_000);
    environment.next('wake');
    time.advance(100);
    expect(opened.at(-1)).toMatchObject({ count: 2, reconnected: true, rotated: false, downtime: 50_060 });
  });

  it('that was offline meanwhile is paused for that when it goes on', () => {
    const { time, environment, socket, backend } = openClient();
    backend.tokenAnswers.push({ kind: 'network' });
    for (const signal of ['suspend', 'offline', 'wake'] as const) environment.next(signal);
    time.advance(100);
    expect(socket.status).toEqual({ state: 'paused', reason: 'offline' });
  });

  it('is no reason to go on twice', () => {
    const { time, environment, backend, states } = openClient();
    for (const signal of ['suspend', 'suspend', 'wake', 'wake'] as const) environment.next(signal);
    time.advance(1_000);
    expect(backend.sockets).toHaveLength(2);
    expect(states().slice(4)).toEqual(['paused', 'authorizing', 'connecting', 'open']);
  });
});

describe('an environment that ends', () => {
  it.each<readonly [string, Observable<EnvironmentSignal>]>([
    ['with nothing said', EMPTY],
    ['after it spoke', of<EnvironmentSignal[]>('offline', 'online')],
    ['with an error', throwError(() => new Error('its own'))],
  ])('%s changes nothing', (_name, environment) => {
    const { time, socket, backend } = openClient({ environment });
    expect(socket.status.state).toBe('open');
    time.advance(60_000);
    backend.drop();
    time.advance(1_100);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 2]);
  });

  it.each(['complete', 'error'] as const)('later (%s) leaves what it said last', (end) => {
    const { time, environment, socket, backend } = openClient();
    environment.next('offline');
    environment[end](new Error('its own'));
    backend.tokenAnswers.push({ kind: 'network' });
    backend.drop();
    time.advance(50_000);
    expect(socket.status).toEqual({ state: 'paused', reason: 'offline' });
  });

  it('false knows nothing, and is no hindrance', () => {
    expect(openClient({ environment: false }).socket.status.state).toBe('open');
  });
});
