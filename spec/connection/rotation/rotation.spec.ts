import { assemble } from '../../../lib/gateway-socket';
import type { GatewaySocketConfig, SocketEvent } from '../../../lib';
import { recorded } from '../../support/recorded';
import { VirtualBackend } from '../../support/virtual-backend';
import { virtualTime } from '../../support/virtual-time';
import { words } from '../../support/words';

interface Inbound {
  number: { n: number };
}

const connected = (options: Partial<GatewaySocketConfig> = {}) => {
  const time = virtualTime();
  const backend = new VirtualBackend(time.scheduler, time.random);
  const socket = assemble<Inbound, { say: { n: number } }, 'type'>(
    {
      url: 'wss://ws.example.com',
      log: false,
      token: backend.token$,
      channel: 'a',
      WebSocketCtor: backend.WebSocketCtor,
      environment: false,
      ...options,
    },
    time,
  );
  const events: SocketEvent[] = [];
  socket.events$.subscribe((event) => events.push(event));
  const faults = recorded(socket.faults$);
  const opened = recorded(socket.opened$);
  const status = recorded(socket.status$);
  const numbers: number[] = [];
  socket.on('number').subscribe({ next: ({ n }) => numbers.push(n), error: () => undefined });
  time.advance(100);
  const send = (n: number, channel = 'a', scatter = 0) =>
    backend.broadcast(JSON.stringify({ type: 'number', n }), channel, scatter);
  return { time, backend, socket, numbers, events, faults, opened, status, send };
};

/** Midway between the least and the most: a random of 0.5. */
const AGE_DUE = 7_200_000 - 600_000 - 150_000;
const IDLE_DUE = 600_000 - 60_000 - 30_000;

describe('an open connection', () => {
  it('is replaced before the idle limit, without a gap, and stays open in its status', () => {
    const { time, backend, opened, status, events } = connected();
    time.advance(IDLE_DUE - 1_000);
    expect(backend.sockets).toHaveLength(1);
    time.advance(2_000);
    expect(backend.open).toHaveLength(2);
    time.advance(13_000);
    expect(backend.open).toHaveLength(1);
    expect(backend.sockets[0]!.readyState).toBe(3);
    expect(opened.values).toEqual([
      { count: 1, reconnected: false, rotated: false, downtime: 0, channel: 'a' },
      { count: 2, reconnected: false, rotated: true, downtime: 0, channel: 'a' },
    ]);
    expect(status.values.map(({ state }) => state)).toEqual(['idle', 'authorizing', 'connecting', 'open']);
    expect(events.filter(({ type }) => type === 'rotating')).toMatchObject([{ why: 'idle' }]);
  });

  it('is replaced before the age limit when messages keep it from being idle', () => {
    const { time, backend, send, events } = connected();
    const minutes = Math.floor(AGE_DUE / 60_000);
    for (let minute = 0; minute < minutes; minute += 1) {
      send(minute);
      time.advance(60_000);
    }
    expect(backend.sockets).toHaveLength(1);
    time.advance(60_000);
    expect(backend.sockets).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'rotating')).toMatchObject([{ why: 'age' }]);
  });

  it('waits for the server to close it with rotation: false', () => {
    const { time, backend } = connected({ rotation: false });
    time.advance(8_000_000);
    expect(backend.sockets).toHaveLength(1);
  });

  it('is replaced ahead of short limits too, and not without end', () => {
    const { time, backend } = connected({ limits: { idle: 3_000, age: 10_000 } });
    time.advance(60_000);
    // One overlap after the other, and no more than the budget.
    expect(backend.sockets.length).toBeGreaterThan(3);
    expect(backend.sockets.length).toBeLessThan(8);
  });
});

describe('in the overlap', () => {
  it('every message of distinct text is delivered once, in whatever order the copies come', () => {
    const { time, backend, socket, numbers, send } = connected();
    socket.reconnect();
    const expected: number[] = [];
    for (let n = 0; n < 3_000; n += 1) {
      send(n, 'a', 2_000);
      expected.push(n);
      time.advance(5);
    }
    time.advance(20_000);
    expect(backend.sockets).toHaveLength(2);
    expect([...numbers].sort((a, b) => a - b)).toEqual(expected);
  });

  it('sends go to the new connection, and the old one is closed with 1000', () => {
    const { time, backend, socket } = connected();
    const closed: number[] = [];
    backend.sockets[0]!.close = (code) => closed.push(code ?? 0);
    socket.reconnect();
    time.advance(100);
    const to: unknown[] = [];
    backend.receive = (through) => to.push(through);
    socket.send('say', { n: 1 });
    expect(to).toEqual([backend.sockets[1]]);
    time.advance(10_000);
    expect(closed[0]).toBe(1_000);
  });

  it('a text that is really sent twice is delivered twice', () => {
    const { time, numbers, socket, send } = connected();
    socket.reconnect();
    time.advance(1_000);
    send(7);
    time.advance(100);
    send(7);
    time.advance(100);
    expect(numbers).toEqual([7, 7]);
  });

  it('dedupe by an id tells copies by it, and dedupe: false delivers all', () => {
    const byId = connected({ rotation: { dedupe: ({ n }) => String(n) } });
    byId.socket.reconnect();
    byId.time.advance(1_000);
    byId.send(1);
    byId.time.advance(100);
    expect(byId.numbers).toEqual([1]);
    const all = connected({ rotation: { dedupe: false } });
    all.socket.reconnect();
    all.time.advance(1_000);
    all.send(1);
    all.time.advance(100);
    expect(all.numbers).toEqual([1, 1]);
  });

  it('the loss of the old connection changes nothing, and that of the new one moves back to the old', () => {
    const first = connected();
    first.socket.reconnect();
    first.time.advance(1_000);
    first.backend.sockets[0]!.ended(1_001, true);
    first.time.advance(100);
    expect([first.socket.status.state, first.backend.sockets.length]).toEqual(['open', 2]);

    const second = connected();
    second.socket.reconnect();
    second.time.advance(1_000);
    second.backend.sockets[1]!.ended(1_006, false);
    second.send(1);
    second.time.advance(100);
    expect([second.socket.status.state, second.numbers]).toEqual(['open', [1]]);
    expect(second.socket.send('say', { n: 2 })).toBe('sent');
    second.time.advance(20_000);
    expect(second.backend.sockets.length).toBe(3);
    expect(second.backend.open).toHaveLength(1);
  });
});

describe('a connection that hears nothing of what the old one hears', () => {
  it('is given up, a fault says so, another is tried, and not one message is lost', () => {
    const { time, backend, socket, numbers, faults, send } = connected();
    backend.handshakes.push('deaf');
    socket.reconnect();
    const expected: number[] = [];
    for (let n = 0; n < 400; n += 1) {
      send(n);
      expected.push(n);
      time.advance(100);
    }
    expect(numbers).toEqual(expected);
    expect(faults.values).toMatchObject([{ type: 'deaf', hint: expect.stringMatching(words('received nothing')) }]);
    expect(backend.sockets.length).toBe(3);
    expect(backend.open).toHaveLength(1);
    expect(backend.open[0]).toBe(backend.sockets[2]);
    expect(socket.status.state).toBe('open');
  });

  it('is kept when the old one hears nothing either', () => {
    const { time, backend, socket, faults } = connected();
    backend.handshakes.push('deaf');
    socket.reconnect();
    time.advance(20_000);
    expect(backend.sockets.length).toBe(2);
    expect(faults.values).toEqual([]);
  });
});

describe('a rotation that fails', () => {
  it('leaves the old connection in place, and is tried again after a backoff of its own', () => {
    const { time, backend, socket, events, status } = connected();
    backend.handshakes.push('refuse', 'refuse');
    socket.reconnect();
    time.advance(500);
    expect(backend.sockets.length).toBe(2);
    time.advance(10_000);
    expect(backend.sockets.length).toBe(4);
    expect(events.filter(({ type }) => type === 'ended')).toHaveLength(2);
    expect(status.values.map(({ state }) => state)).toEqual(['idle', 'authorizing', 'connecting', 'open']);
  });

  it('with a fatal token error is a fault until the old connection ends', () => {
    const { time, backend, socket, faults } = connected();
    const stream = recorded(socket.messages$);
    backend.tokenAnswers.push({ kind: 'status', status: 401 }, { kind: 'status', status: 401 });
    socket.reconnect();
    time.advance(60_000);
    expect(faults.values).toMatchObject([{ type: 'token', error: { kind: 'unauthenticated' } }]);
    expect([socket.status.state, backend.fetches.length]).toEqual(['open', 2]);
    backend.closeAll(1_001);
    time.advance(5_000);
    expect(socket.status.state).toBe('failed');
    expect(stream.errors).toHaveLength(1);
  });

  it('whose attempt is under way when the old connection ends goes on in its place', () => {
    const { time, backend, socket, opened, status } = connected();
    socket.reconnect();
    time.advance(30);
    backend.closeAll(1_001);
    expect(socket.status.state).toBe('connecting');
    time.advance(100);
    expect(backend.sockets.length).toBe(2);
    expect(opened.values.at(-1)).toMatchObject({ count: 2, reconnected: true, rotated: false });
    expect(status.values.map(({ state }) => state)).toEqual([
      'idle',
      'authorizing',
      'connecting',
      'open',
      'connecting',
      'open',
    ]);
  });
});

describe('join()', () => {
  it('switches delivery at the open of the new channel, and every later connection carries it', () => {
    const { time, backend, socket, numbers, send } = connected();
    socket.join('b');
    expect(socket.send('say', { n: 1 })).toBe('queued');
    send(1, 'a');
    time.advance(30);
    expect(numbers).toEqual([1]);
    time.advance(60);
    expect(backend.received).toEqual([JSON.stringify({ action: 'say', n: 1 })]);
    send(2, 'a');
    send(3, 'b');
    time.advance(100);
    expect(numbers).toEqual([1, 3]);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
    expect(socket.status).toMatchObject({ state: 'open', channel: 'b' });
    backend.drop();
    time.advance(5_000);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
  });

  it('is a no-op for the current channel, and the last one wins', () => {
    const { time, backend, socket } = connected();
    socket.join('a');
    time.advance(1_000);
    expect(backend.sockets).toHaveLength(1);
    socket.join('b');
    time.advance(25);
    socket.join('c');
    time.advance(1_000);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['c']);
    socket.join('d');
    socket.join('c');
    expect(socket.send('say', { n: 1 })).toBe('sent');
    time.advance(1_000);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['c']);
  });

  it('in the middle of an overlap still never makes three', () => {
    const { time, backend, socket } = connected();
    socket.reconnect();
    time.advance(1_000);
    let most = 0;
    backend.watch = () => {
      most = Math.max(most, backend.sockets.filter(({ held }) => held).length + 1);
    };
    socket.join('b');
    time.advance(1_000);
    expect(most).toBe(2);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
  });

  it('while connecting restarts the attempt', () => {
    const { time, backend, socket } = connected();
    backend.drop();
    time.advance(1_010);
    socket.join('b');
    time.advance(200);
    expect(backend.open.map(({ channel }) => channel)).toEqual(['b']);
  });

  it('refuses a name that the backend would refuse', () => {
    const { socket } = connected();
    expect(() => socket.join('no spaces')).toThrow(words(/channel: must match/));
  });
});
