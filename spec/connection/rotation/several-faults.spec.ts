import { NEVER, Subject } from 'rxjs';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';

const numberOf = (text: string) => (JSON.parse(text) as { readonly n: number }).n;

it('a join() that meets a deaf connection is found by the ping, and another one is opened to the same channel', () => {
  const { backend, socket, time, faults } = openClient({ keepAlive: { name: 'ping', every: 30_000, reply: 'pong' } });
  time.advance(5_000);
  backend.handshakes.push('gone');
  socket.join('b');
  time.advance(100);
  socket.send('say', { n: 1 });
  time.advance(20_000);
  expect(faults.map((fault) => [fault.type, 'reason' in fault && fault.reason])).toEqual([
    ['undelivered', 'unconfirmed'],
    ['deaf', false],
  ]);
  expect(backend.open.map(({ channel, marked }) => [channel, marked])).toEqual([['b', false]]);
  expect(socket.status).toMatchObject({ state: 'open', channel: 'b' });
});

describe('opened$ after a takeover that failed', () => {
  it('gives a late subscriber the older connection, and the count goes on', () => {
    const { backend, socket, time, opened } = openClient();
    socket.reconnect();
    time.advance(8_000);
    backend.sockets[1]!.ended(1_006, false);
    const late: number[] = [];
    socket.opened$.subscribe(({ count }) => late.push(count));
    expect([opened.map(({ count }) => count), late]).toEqual([[1, 2], [1]]);
    time.advance(60_000);
    expect(opened.at(-1)).toMatchObject({ count: 3, rotated: true });
  });
});

describe('reconnect() from within ended', () => {
  it('tries at once, after the loss of the only connection', () => {
    const { backend, socket, time, states } = openClient({ backoff: { initial: 20_000, jitter: 'none' } });
    const asking = socket.events$.subscribe(({ type }) => type === 'ended' && socket.reconnect());
    backend.drop();
    asking.unsubscribe();
    time.advance(1_000);
    expect([states().at(-1), backend.sockets.length]).toEqual(['open', 2]);
  });

  it('and after the failure of an attempt', () => {
    const { backend, socket, time, states } = openClient({ backoff: { initial: 20_000, jitter: 'none' } });
    backend.handshakes.push('refuse');
    backend.drop();
    let asked = false;
    socket.events$.subscribe((event) => {
      if (event.type !== 'ended' || asked) return;
      asked = true;
      socket.reconnect();
    });
    time.advance(20_200);
    expect([states().at(-1), backend.sockets.length]).toEqual(['open', 3]);
  });
});

describe('a url function', () => {
  const hosts = (of: (n: number) => string) => {
    let calls = 0;
    const client = virtualClient({ url: () => of(calls++) });
    return { ...client, calls: () => calls };
  };

  it('is called once for each connection, so that hosts can take turns', () => {
    const { time, socket, backend, environment, calls } = hosts((n) => `wss://host-${n % 2}.example.com`);
    backend.handshakes.push('refuse', 'refuse', 'refuse');
    socket.connect();
    time.advance(60_000);
    expect([backend.sockets.length, calls()]).toEqual([4, 4]);
    backend.drop();
    backend.handshakes.push('refuse');
    environment.next('offline');
    time.advance(50_000);
    environment.next('online');
    time.advance(60_000);
    expect([socket.status.state, backend.sockets.length, calls()]).toEqual(['open', 6, 6]);
  });

  it('that gives an address on this machine is not held back offline', () => {
    const { time, socket, backend, environment } = hosts(() => 'ws://localhost:3000');
    socket.connect();
    environment.next('offline');
    time.advance(1_000);
    backend.drop();
    time.advance(10_000);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 2]);
  });
});

describe('a url function that calls close()', () => {
  it('has no socket made', () => {
    const closing: { close: () => void } = { close: () => undefined };
    const { backend, socket, time, states } = virtualClient({
      url: () => {
        closing.close();
        return 'wss://ws.example.com';
      },
    });
    closing.close = () => socket.close();
    socket.connect();
    time.advance(1_000);
    expect([states().at(-1), backend.sockets]).toEqual(['closed', []]);
  });
});

describe('a fatal token error of a rotation', () => {
  const denied = { kind: 'status', status: 401 } as const;

  it('is tried again when resumeOn emits, while the old connection lives', () => {
    const login = new Subject<void>();
    const { backend, socket, time, faults } = openClient({ resumeOn: login });
    backend.tokenAnswers.push(denied);
    socket.reconnect();
    time.advance(60_000);
    expect([faults.map(({ type }) => type), backend.fetches.length]).toEqual([['token'], 2]);
    login.next();
    time.advance(20_000);
    expect([backend.open.length, backend.sockets.indexOf(backend.open[0]!)]).toEqual([1, 1]);
  });

  it('and so where the new connection was lost before', () => {
    const login = new Subject<void>();
    const { backend, socket, time } = openClient({ resumeOn: login });
    socket.reconnect();
    time.advance(8_000);
    backend.tokenAnswers.push(denied);
    backend.sockets[1]!.ended(1_006, false);
    time.advance(60_000);
    expect(backend.open.map((one) => backend.sockets.indexOf(one))).toEqual([0]);
    login.next();
    time.advance(20_000);
    expect(backend.open.map((one) => backend.sockets.indexOf(one))).toEqual([2]);
  });
});

describe('what is asked for from within the fault of a rotation that no retry cures', () => {
  it.each(['join', 'reconnect'] as const)('%s() is not forgotten', (what) => {
    const { backend, socket, time } = openClient();
    backend.tokenAnswers.push({ kind: 'status', status: 401 });
    socket.faults$.subscribe(() => (what === 'join' ? socket.join('b') : socket.reconnect()));
    socket.reconnect();
    time.advance(60_000);
    expect(backend.open.map((one) => [backend.sockets.indexOf(one), one.channel])).toEqual([
      [1, what === 'join' ? 'b' : 'a'],
    ]);
  });
});

describe('while failed with streams that resumeOn keeps', () => {
  function failed() {
    const world = virtualWorld();
    world.backend.tokenAnswers.push({ kind: 'status', status: 401 });
    const client = virtualClient({ resumeOn: NEVER }, world);
    client.socket.connect();
    world.time.advance(1_000);
    expect(client.socket.status).toMatchObject({ state: 'failed' });
    return client;
  }

  it('a request() errors at once with the cause', () => {
    const { socket, backend } = failed();
    const errors: unknown[] = [];
    socket.request('say', { n: 1 }).subscribe({ error: (error: unknown) => errors.push(error) });
    const { status } = socket;
    expect(errors).toEqual([status.state === 'failed' && status.cause]);
    expect(backend.fetches).toHaveLength(1);
  });

  it('reconnect() starts again', () => {
    const { socket, time } = failed();
    socket.reconnect();
    time.advance(1_000);
    expect(socket.status.state).toBe('open');
  });
});

describe('rotation: false', () => {
  it.each(['reconnect', 'join', 'online'] as const)('%s closes the open connection first', (what) => {
    const client = openClient({ rotation: false });
    const { backend, socket, time, events, states, environment } = client;
    const made: boolean[] = [];
    backend.watch = () => made.push(backend.sockets[0]!.held);
    const before = events.length;
    if (what === 'reconnect') socket.reconnect();
    else if (what === 'join') socket.join('b');
    else environment.next('online');
    time.advance(1_000);
    expect(made).toEqual([false]);
    expect(events.slice(before).map(({ type }) => type)).toEqual(['rotating', 'ended', 'token', 'connecting', 'open']);
    expect(states().slice(-3)).toEqual(['authorizing', 'connecting', 'open']);
    expect([backend.open.length, backend.sockets.length]).toEqual([1, 2]);
  });

  it('closes nothing while no attempt may be made', () => {
    const { backend, socket, time, states } = openClient({ rotation: false, attemptsPerMinute: 1 });
    socket.reconnect();
    time.advance(30_000);
    expect([backend.open.length, states().at(-1)]).toEqual([1, 'open']);
    time.advance(31_000);
    expect([backend.open.length, backend.sockets.length]).toEqual([1, 2]);
    expect(states().slice(-4)).toEqual(['open', 'authorizing', 'connecting', 'open']);
  });

  it('reconnect() replaces the connection while the host is offline, which may be wrong', () => {
    const { backend, socket, time, environment, states } = openClient({ rotation: false });
    environment.next('offline');
    socket.reconnect();
    time.advance(1_000);
    expect([backend.sockets.length, backend.open.length, states().at(-1)]).toEqual([2, 1, 'open']);
  });
});

describe('after a sleep', () => {
  const keepAlive = { name: 'ping', every: 30_000, reply: 'pong' } as const;

  it('without a keep-alive the sends wait for the next connection', () => {
    const { backend, socket, time, environment } = openClient();
    backend.freeze();
    environment.next('online');
    expect(socket.send('say', { n: 1 })).toBe('queued');
    time.advance(200);
    expect([backend.received.map(numberOf), backend.written.map(({ fate }) => fate)]).toEqual([[1], ['handled']]);
  });

  it('and for 5 s at most: then the old one takes them, and they are unconfirmed when it turns out dead', () => {
    const { backend, socket, time, environment, faults } = openClient({ openTimeout: 60_000 });
    backend.handshakes.push('hang');
    backend.freeze();
    environment.next('online');
    socket.send('say', { n: 1 });
    time.advance(4_900);
    expect(backend.written).toEqual([]);
    time.advance(200);
    expect(backend.written.map(({ fate }) => fate)).toEqual(['frozen']);
    backend.sockets[0]!.ended(1_006, false);
    expect(faults).toMatchObject([{ type: 'undelivered', params: { n: 1 }, reason: 'unconfirmed' }]);
  });

  it('with a keep-alive the connection is pinged, and its first frame lets the sends go on', () => {
    const { backend, socket, time, environment } = openClient({ keepAlive });
    time.advance(10_000);
    environment.next('online');
    expect(socket.send('say', { n: 1 })).toBe('queued');
    time.advance(200);
    expect([backend.received.map(numberOf), backend.sockets.length]).toEqual([[1], 1]);
  });

  it('with one that nothing answers within 2 s, the next one is opened and takes the sends', () => {
    const { backend, socket, time, environment, events } = openClient({ keepAlive });
    time.advance(10_000);
    backend.freeze();
    environment.next('online');
    socket.send('say', { n: 1 });
    time.advance(1_900);
    expect(backend.sockets).toHaveLength(1);
    time.advance(400);
    expect(events.find(({ type }) => type === 'rotating')).toMatchObject({ why: 'wake' });
    expect(backend.received.map(numberOf)).toEqual([1]);
  });

  it.each(['reconnect', 'join'] as const)('%s() while an answer is awaited opens the next one at once', (what) => {
    const { backend, socket, time, environment } = openClient({ keepAlive });
    time.advance(10_000);
    backend.freeze();
    // So that the limit of the answer comes while it is being opened.
    backend.handshakes.push('hang');
    environment.next('online');
    if (what === 'join') socket.join('b');
    else socket.reconnect();
    time.advance(30_000);
    expect(backend.open.filter(({ frozen }) => !frozen)).toHaveLength(1);
  });

  it('in an overlap nothing that is sent is lost in silence, although both connections were proven', () => {
    const { backend, socket, time, environment, faults, broadcast } = openClient();
    socket.reconnect();
    for (let n = 0; n < 60; n += 1) {
      broadcast(n);
      time.advance(100);
    }
    backend.freeze();
    environment.next('online');
    socket.send('say', { n: 1 });
    time.advance(60_000);
    const told = faults.flatMap((fault) => (fault.type === 'undelivered' ? [fault.params] : []));
    expect([backend.received.map(numberOf).length + told.length]).toEqual([1]);
  });

  it('in an overlap, a reconnect() before it is not forgotten', () => {
    const { backend, socket, time, environment } = openClient({ keepAlive });
    socket.reconnect();
    time.advance(7_000);
    socket.reconnect();
    environment.next('online');
    time.advance(60_000);
    expect(backend.sockets).toHaveLength(3);
  });
});

it('a join() there and back does not call off a reconnect()', () => {
  const { backend, socket, time } = openClient();
  socket.join('b');
  time.advance(10);
  socket.reconnect();
  socket.join('a');
  time.advance(30_000);
  expect(backend.open.map((one) => backend.sockets.indexOf(one))).not.toContain(0);
});

it.each(['wake', 'online'] as const)('a keep-alive pings on %s', (signal) => {
  const { backend, time, environment } = openClient({ keepAlive: { name: 'ping', every: 30_000 } });
  const pings: number[] = [];
  const { receive } = backend;
  backend.receive = function (from, text) {
    if (text.includes('ping')) pings.push(time.scheduler.now());
    receive.call(this, from, text);
  };
  time.advance(5_000);
  environment.next(signal);
  expect(pings).toEqual([5_100]);
});

it('an end without a close frame has the code 1006, whatever the host calls it', () => {
  const { backend, events } = openClient();
  backend.sockets[0]!.ended(0, false);
  expect(events.find(({ type }) => type === 'ended')).toMatchObject({ error: { kind: 'lost', code: 1_006 } });
});
