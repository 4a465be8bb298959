import { openClient } from '../../support/virtual-client';
import { words } from '../../support/words';

/** Rotates a client into its overlap. */
const overlapping = (options: Parameters<typeof openClient>[0] = {}) => {
  const client = openClient(options);
  const { time, backend, socket } = client;
  socket.reconnect();
  time.advance(100);
  expect(backend.open).toHaveLength(2);
  const [old, fresh] = [backend.sockets[0]!, backend.sockets[1]!];
  const frame = (socket: typeof old, n: number) => socket.deliver(JSON.stringify({ type: 'number', n }));
  return { ...client, old, fresh, frame };
};

describe('the old connection of a rotation', () => {
  it('lives beside the new one for the overlap, and is closed with 1000 then', () => {
    const { time, old } = overlapping({ rotation: { overlap: 4_000 } });
    const codes: unknown[] = [];
    const { close } = old;
    old.close = function (code?: number) {
      codes.push(code);
      close.call(this, code);
    };
    time.advance(3_900);
    expect(codes).toEqual([]);
    time.advance(100);
    expect(codes[0]).toBe(1_000);
  });

  it('is read to its end when it was asked to close', () => {
    const { time, old, frame, numbers } = overlapping();
    old.close = () => (old.readyState = 2);
    time.advance(10_000);
    expect(old.readyState).toBe(2);
    time.advance(1_000);
    frame(old, 1);
    expect(numbers()).toEqual([1]);
  });

  it('is let go of after 2 s when its close has no end', () => {
    const { time, old, frame, numbers, timers } = overlapping();
    old.close = () => (old.readyState = 2);
    time.advance(9_900);
    time.advance(2_100);
    frame(old, 1);
    expect(numbers()).toEqual([]);
    // The window of its last copies over, nothing of it is left.
    time.advance(5_000);
    expect(timers()).toBe(1);
  });

  it('stays for the reply to what was asked over it, and no longer', () => {
    const client = openClient();
    const { time, backend, socket } = client;
    const replies: unknown[] = [];
    socket.request('say', { n: 1 }, { timeout: 60_000 }).subscribe((reply) => replies.push(reply));
    const id = (JSON.parse(backend.received[0] ?? '{}') as { request_id?: string }).request_id;
    socket.reconnect();
    time.advance(30_000);
    const [old] = backend.sockets;
    expect(old!.readyState).toBe(1);
    old!.deliver(JSON.stringify({ type: 'said', request_id: id }));
    expect([replies.length, old!.held]).toEqual([1, false]);
  });

  it('stays for a reply until its time is out', () => {
    const { time, backend, socket } = openClient();
    socket.request('say', { n: 1 }, { timeout: 20_000 }).subscribe({ error: () => undefined });
    socket.reconnect();
    time.advance(19_900);
    expect(backend.sockets[0]!.held).toBe(true);
    time.advance(200);
    expect(backend.sockets[0]!.held).toBe(false);
  });
});

describe('copies', () => {
  it('under way when the old connection ended are still known for one window, and not for longer', () => {
    const { time, old, fresh, frame, numbers } = overlapping();
    time.advance(1_000);
    for (const n of [1, 2]) frame(old, n);
    old.ended(1_001, true);
    time.advance(2_900);
    frame(fresh, 1);
    expect(numbers()).toEqual([1, 2]);
    time.advance(200);
    frame(fresh, 2);
    expect(numbers()).toEqual([1, 2, 2]);
  });

  it('are copies from the creation of the new socket on, before it is open', () => {
    const { time, backend, socket, broadcast, numbers } = openClient();
    socket.reconnect();
    // The backend knows the new socket, and its client does not know that it is open.
    time.advance(45);
    broadcast(1);
    time.advance(100);
    expect(backend.arrivals).toHaveLength(2);
    expect(numbers()).toEqual([1]);
  });

  it('are none in another channel: equal texts of two rooms are two messages', () => {
    const { time, backend, socket, numbers, frame } = {
      ...openClient(),
      frame: (n: number) => `{"type":"number","n":${n}}`,
    };
    socket.join('b');
    time.advance(50);
    backend.sockets[0]!.deliver(frame(1));
    time.advance(50);
    backend.sockets[1]!.deliver(frame(1));
    expect(numbers()).toEqual([1, 1]);
  });
});

describe('a deaf connection', () => {
  const keepAlive = { name: 'ping', every: 2_000, reply: 'pong' } as const;

  it('is found although it answers pings and requests', () => {
    const { time, backend, socket, faults, broadcast } = openClient({ keepAlive });
    backend.handshakes.push('deaf');
    socket.reconnect();
    // It takes over 5 s after its open. From 7 s on, what the old one brings is no reply any more; the new one has 5 s to echo it.
    for (let n = 0; n < 175; n += 1) {
      broadcast(n);
      time.advance(100);
    }
    expect(faults).toMatchObject([{ type: 'deaf', hint: expect.stringMatching(words('received nothing')) }]);
    expect(socket.status.state).toBe('open');
  });

  it('is not suspected because the old one answers pings', () => {
    const { time, backend, socket, faults } = openClient({ keepAlive });
    backend.handshakes.push('deaf');
    socket.reconnect();
    time.advance(20_000);
    expect([faults, backend.open.length, backend.sockets.length]).toEqual([[], 1, 2]);
  });

  it('is not suspected for what the old one has only just heard', () => {
    const { time, old, fresh, frame, faults, numbers, backend, open } = overlapping();
    time.advance(9_800);
    frame(old, 1);
    time.advance(2_000);
    frame(fresh, 1);
    time.advance(20_000);
    expect([faults, numbers(), backend.sockets.length, open()]).toEqual([[], [1], 2, [1]]);
  });

  it('is given up one window after what it did not hear', () => {
    const { time, old, fresh, frame, faults } = overlapping();
    time.advance(9_800);
    frame(old, 1);
    time.advance(4_900);
    expect([faults.length, fresh.held]).toEqual([0, true]);
    time.advance(200);
    expect([faults.length, fresh.held]).toEqual([1, true]);
    // It is read until it was silent for 2 s.
    time.advance(2_000);
    expect([faults.length, fresh.held]).toEqual([1, false]);
  });

  it('does not bring its successor under suspicion, when nothing is said any more', () => {
    const { time, backend, socket, faults, open, broadcast } = openClient();
    backend.handshakes.push('deaf');
    socket.reconnect();
    time.advance(3_000);
    broadcast(1);
    time.advance(60_000);
    expect([faults.length, backend.sockets.length, open()]).toEqual([1, 3, [2]]);
  });

  it('is not what a connection is because the old one brought a broadcast that was under way before it was known', () => {
    const { time, backend, socket, faults, open, broadcast } = openClient();
    backend.handshakes.push('deaf');
    socket.reconnect();
    time.advance(1_000);
    broadcast(1);
    time.advance(60_000);
    expect([faults.length, backend.sockets.length, open()]).toEqual([0, 2, [1]]);
  });

  it('is followed by others at the pace of a backoff, and within the budget', () => {
    const { time, backend, socket, faults, broadcast } = openClient({ attemptsPerMinute: 3 });
    for (let n = 0; n < 50; n += 1) backend.handshakes.push('deaf');
    socket.reconnect();
    for (let n = 0; n < 6_000; n += 1) {
      broadcast(n);
      time.advance(100);
    }
    expect(faults.length).toBeGreaterThan(5);
    const { fetches } = backend;
    const gaps = fetches.slice(1).map((at, index) => at - fetches[index]!);
    // 10 s of overlap each, and a delay that grows to 30 s.
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(40_000);
    fetches.forEach((at, index) => expect((fetches[index + 3] ?? Infinity) - at).toBeGreaterThanOrEqual(60_000));
  });
});

describe('what is asked for while there are two connections', () => {
  it('join() ends the overlap, and the new channel comes next', () => {
    const { time, backend, socket, old } = overlapping();
    socket.join('b');
    expect(old.held).toBe(false);
    time.advance(100);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
  });

  it('another sign of a dead network is answered after the overlap', () => {
    const { time, environment, events } = overlapping();
    const rotated = () => events.filter(({ type }) => type === 'rotating').length;
    environment.next('online');
    time.advance(9_000);
    expect(rotated()).toBe(1);
    time.advance(2_000);
    expect(rotated()).toBe(2);
    time.advance(60_000);
    expect(rotated()).toBe(2);
  });

  it('a failed rotation is tried again at once when somebody asks', () => {
    const { time, backend, socket } = openClient({ backoff: { initial: 30_000, jitter: 'none' } });
    backend.handshakes.push('refuse');
    socket.reconnect();
    time.advance(1_000);
    expect(backend.fetches).toHaveLength(2);
    socket.reconnect();
    expect(backend.fetches).toHaveLength(3);
  });

  it('each rotation has delays of its own: after one that worked they start again', () => {
    const { time, backend, socket } = openClient();
    const delays = (refusals: number) => {
      for (let n = 0; n < refusals; n += 1) backend.handshakes.push('refuse');
      const from = backend.fetches.length;
      socket.reconnect();
      time.advance(60_000);
      return backend.fetches.slice(from).map((at, index, all) => (index === 0 ? 0 : at - all[index - 1]!));
    };
    expect(delays(2)).toEqual([0, 1_040, 2_040]);
    expect(delays(1)).toEqual([0, 1_040]);
  });
});

it('what is tried beside an open connection says the number of its attempt, and shows in no status', () => {
  const { time, backend, socket, events, states } = openClient();
  backend.handshakes.push('refuse', 'refuse');
  socket.reconnect();
  time.advance(10_000);
  expect(events.flatMap((event) => (event.type === 'connecting' ? [event.attempt] : []))).toEqual([1, 1, 2, 3]);
  expect(states()).toEqual(['idle', 'authorizing', 'connecting', 'open']);
});

it('an attempt that goes on in the place of a lost connection counts on from there', () => {
  const { time, backend, socket, statuses } = openClient();
  socket.reconnect();
  time.advance(30);
  backend.handshakes.push('refuse', 'refuse');
  backend.closeAll(1_001);
  backend.sockets.at(-1)!.ended(1_006, false);
  time.advance(1_100);
  expect(statuses.slice(4)).toMatchObject([{ state: 'connecting' }, { state: 'waiting', attempt: 3, delay: 2_000 }]);
});

describe('a text that the old connection brought more than once', () => {
  it('is delivered again by the new one as soon as the old one is gone', () => {
    const { time, backend, socket, numbers } = openClient();
    const bring = (nth: number) => backend.sockets[nth]!.deliver('{"type":"number","n":7}');
    socket.reconnect();
    time.advance(9_500);
    bring(0);
    bring(0);
    bring(1);
    expect(numbers()).toEqual([7, 7]);
    time.advance(1_500);
    expect(backend.sockets[0]!.held).toBe(false);
    // One of the two was never echoed: a leftover that would swallow what is really sent again.
    bring(1);
    expect(numbers()).toEqual([7, 7, 7]);
  });
});
