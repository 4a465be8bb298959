import { ConnectionError } from '../../../lib';
import { Clock } from '../../../lib/clock';
import { KeepAlive, type KeepAliveOptions } from '../../../lib/connection/keep-alive';
import { Link } from '../../../lib/connection/link';
import { FakeSocket } from '../../support/fake-socket';
import { openClient, virtualWorld } from '../../support/virtual-client';
import { virtualSocket } from '../../support/virtual-socket';
import { virtualTime } from '../../support/virtual-time';
import { words } from '../../support/words';

/** One socket that does what a test says, and what a keep-alive reports of it. */
const watched = (options: Partial<KeepAliveOptions> = {}) => {
  const time = virtualTime();
  const clock = new Clock(time);
  const socket = new FakeSocket('');
  const pings: number[] = [];
  socket.send = () => pings.push(time.scheduler.now());
  const seen = { pinged: 0, proven: 0, deaf: [] as (string | undefined)[], errors: [] as ConnectionError[] };
  let keepAlive: KeepAlive | undefined;
  const open = () => {
    socket.accept();
    const settings = { name: 'ping', text: 'ping', every: 30_000, timeout: 10_000, reply: '', ...options };
    const made = new KeepAlive(new Link(socket, clock), settings, clock, {
      pinged: () => (seen.pinged += 1),
      proven: () => (seen.proven += 1),
      unresponsive: (error, deaf) => {
        seen.errors.push(error);
        seen.deaf.push(deaf);
        // As a lane does, which lets go of its socket.
        made.stop();
      },
    });
    keepAlive = made;
    return made;
  };
  return {
    time,
    socket,
    pings,
    seen,
    open,
    frame: (type?: string) => keepAlive?.received(keepAlive.isPong(type)),
  };
};

describe('a keep-alive', () => {
  it('pings from the open on, and not before', () => {
    const { time, pings, open } = watched();
    time.advance(100_000);
    expect([pings, time.timers()]).toEqual([[], 0]);
    open();
    time.advance(30_000);
    expect(pings).toEqual([130_000]);
  });

  it('goes on for as long as something answers', () => {
    const { time, pings, open, frame, seen } = watched();
    open();
    for (let n = 1; n <= 50; n += 1) {
      time.advance(n === 1 ? 30_000 : 20_001);
      time.advance(9_999);
      frame('pong');
    }
    expect(pings).toHaveLength(50);
    expect(seen).toEqual({ pinged: 50, proven: 0, deaf: [], errors: [] });
  });

  it('without a reply type takes any frame for life, with one only that type', () => {
    const any = watched();
    any.open();
    any.time.advance(35_000);
    any.frame('a toast');
    any.time.advance(10_000);
    expect(any.seen.errors).toEqual([]);

    const typed = watched({ reply: 'pong' });
    typed.open();
    typed.time.advance(10_000);
    typed.frame('pong');
    typed.time.advance(25_000);
    typed.frame('a toast');
    typed.frame(undefined);
    typed.time.advance(4_999);
    expect(typed.seen.errors).toEqual([]);
    typed.time.advance(1);
    expect(typed.seen.errors).toMatchObject([{ kind: 'unresponsive' }]);
  });

  it('counts nothing that came before the ping', () => {
    const { time, open, frame, seen } = watched();
    open();
    time.advance(29_999);
    frame('pong');
    time.advance(10_001);
    expect(seen.errors).toMatchObject([{ kind: 'unresponsive' }]);
  });

  it('looks at no frame while no ping waits for its answer', () => {
    const { time, open, frame } = watched();
    const keepAlive = open();
    expect(keepAlive.awaiting).toBe(false);
    time.advance(30_000);
    expect(keepAlive.awaiting).toBe(true);
    frame();
    expect(keepAlive.awaiting).toBe(false);
  });

  it('reports a connection that does not answer, once, and sets no further timer', () => {
    const { time, open, seen } = watched();
    open();
    time.advance(40_000);
    expect(seen.errors[0]).toBeInstanceOf(ConnectionError);
    expect(seen.errors).toMatchObject([
      { kind: 'unresponsive', code: 1_006, reason: '', wasClean: false, uptime: 40_000 },
    ]);
    expect(time.timers()).toBe(0);
    time.advance(100_000);
    expect(seen.errors).toHaveLength(1);
  });

  it('that is more frequent than its timeout waits for the first ping, however many follow', () => {
    const { time, pings, open, seen } = watched({ every: 3_000, timeout: 10_000 });
    open();
    time.advance(12_999);
    expect([pings.length, seen.errors.length]).toEqual([4, 0]);
    time.advance(1);
    expect(seen.errors).toMatchObject([{ kind: 'unresponsive', uptime: 13_000 }]);
  });

  it('is content with one answer to several pings, as when a hidden tab holds its timers back', () => {
    const { time, pings, open, frame, seen } = watched({ every: 3_000, timeout: 10_000 });
    open();
    time.advance(12_000);
    frame('pong');
    time.advance(9_999);
    expect([pings.length, seen.errors.length]).toEqual([7, 0]);
  });

  it('does not take the silence of a machine that slept between two pings for death', () => {
    const { time, open, frame, seen } = watched();
    open();
    time.advance(10_000);
    time.sleep(3_600_000);
    time.advance(5_000);
    frame('pong');
    time.advance(25_000);
    expect(seen.errors).toEqual([]);
  });

  it('does not write to a socket that is closing', () => {
    const { time, pings, socket, open, seen } = watched();
    open();
    socket.readyState = 2;
    time.advance(300_000);
    expect([pings, seen.pinged, seen.errors]).toEqual([[], 0, []]);
  });

  it('leaves no timer once it is stopped, whether an answer is awaited or not', () => {
    for (const after of [0, 35_000]) {
      const { time, open, seen } = watched({ reply: 'pong' });
      const keepAlive = open();
      time.advance(2_300);
      keepAlive.received(true);
      time.advance(after);
      keepAlive.stop();
      expect([time.timers(), keepAlive.awaiting]).toEqual([0, false]);
      time.advance(100_000);
      expect(seen.errors).toEqual([]);
    }
  });
});

describe('a deadline that runs late, because the timers of the host stood still', () => {
  const late = (ms: number) => {
    const kit = watched();
    kit.open();
    kit.time.advance(35_000);
    kit.time.sleep(ms);
    kit.time.advance(5_000);
    return kit;
  };

  it('pings again instead of ending the connection: the answer may be in the socket, unread', () => {
    const { time, pings, seen, frame } = late(5_001);
    expect([pings.length, seen.errors.length]).toEqual([2, 0]);
    frame('pong');
    time.advance(10_000);
    expect(seen.errors).toEqual([]);
  });

  it('and ends it when nothing answers that ping either', () => {
    const { time, seen } = late(3_600_000);
    time.advance(9_999);
    expect(seen.errors).toEqual([]);
    time.advance(1);
    expect(seen.errors).toMatchObject([{ kind: 'unresponsive' }]);
  });

  it('ends the connection where it is 5 s late at most', () => {
    const { pings, seen } = late(5_000);
    expect([pings.length, seen.errors.length]).toEqual([1, 1]);
  });
});

describe('a keep-alive with a reply type', () => {
  const every = (ms: number) => watched({ reply: 'pong', every: ms });

  it('pings 2.3 s after the open, whatever its interval', () => {
    const { time, pings, open, frame } = every(30_000);
    open();
    time.advance(2_299);
    expect(pings).toEqual([]);
    time.advance(1);
    expect(pings).toEqual([2_300]);
    frame('pong');
    time.advance(27_700);
    expect(pings).toEqual([2_300, 30_000]);
  });

  it('pings not before, so that no earlier answer is taken for that one', () => {
    const { time, pings, open } = every(1_000);
    open();
    time.advance(2_299);
    expect(pings).toEqual([]);
    time.advance(2_000);
    expect(pings).toEqual([2_300, 3_000, 4_000]);
  });

  it('reports once that the connection is proven: with the answer to that ping, and with no other frame', () => {
    const { time, open, frame, seen } = every(30_000);
    open();
    frame('pong');
    time.advance(2_300);
    frame('a toast');
    expect(seen.proven).toBe(0);
    frame('pong');
    expect(seen.proven).toBe(1);
    time.advance(27_700);
    frame('pong');
    expect([seen.pinged, seen.proven]).toEqual([2, 1]);
  });

  it('tells a connection that never answered from one that answers no more', () => {
    const never = every(30_000);
    never.open();
    never.time.advance(12_300);
    expect(never.seen.deaf).toEqual([
      expect.stringMatching(words(/Does the backend answer 'ping' with a message of type 'pong'/)),
    ]);

    const noMore = every(30_000);
    noMore.open();
    noMore.time.advance(2_300);
    noMore.frame('pong');
    noMore.time.advance(37_700);
    expect(noMore.seen.deaf).toEqual([undefined]);
  });

  it('and none without: any frame answers, so a silent connection is no deaf one', () => {
    const { time, pings, open, seen } = watched();
    open();
    time.advance(29_999);
    expect(pings).toEqual([]);
    time.advance(10_001);
    expect([seen.proven, seen.deaf]).toEqual([0, [undefined]]);
  });
});

describe('a client with a keep-alive', () => {
  const keepAlive = { name: 'ping', every: 25_000, reply: 'pong', timeout: 10_000 } as const;

  it('keeps a connection that answers, also where pings are its only traffic', () => {
    const { time, backend, endings } = openClient({ keepAlive });
    time.advance(6_000_000);
    expect(endings()).toEqual([]);
    expect(backend.sockets).toHaveLength(1);
  });

  it('finds one that is dead, closes it and waits for no close event before it opens the next', () => {
    const { time, backend, socket, endings, numbers, broadcast } = openClient({ keepAlive });
    const [dead] = backend.sockets;
    // A peer that is gone answers no close frame either: a browser may wait for it for a minute.
    dead!.close = () => (dead!.readyState = 2);
    time.advance(24_000);
    backend.freeze();
    time.advance(10_900);
    expect(socket.status.state).toBe('open');
    time.advance(1_000);
    expect(endings()).toEqual(['unresponsive']);
    expect(socket.status).toMatchObject({ state: 'waiting', cause: { kind: 'unresponsive' } });
    time.advance(1_000);
    expect(socket.status.state).toBe('open');
    expect([dead!.readyState, backend.sockets.length]).toEqual([2, 2]);
    // What the old socket still does concerns nobody.
    dead!.deliver('{"type":"number","n":99}');
    dead!.ended(1_006, false);
    broadcast(1);
    time.advance(100);
    expect([numbers(), endings(), socket.status.state]).toEqual([[1], ['unresponsive'], 'open']);
  });

  it('finds one that is dead from the start by the ping that proves it', () => {
    const { time, backend, socket, endings } = openClient({ keepAlive });
    backend.freeze();
    // It opened 20 ms before the end of the first 100.
    time.advance(12_200);
    expect(socket.status.state).toBe('open');
    time.advance(100);
    expect(endings()).toEqual(['unresponsive']);
  });

  it('takes the end of a socket that ended otherwise for what it was', () => {
    const { time, backend, endings, timers } = openClient({ keepAlive });
    time.advance(24_000);
    backend.freeze();
    time.advance(5_000);
    backend.drop();
    time.advance(60_000);
    expect(endings()).toEqual(['lost']);
    expect(timers()).toBe(1);
  });

  it('looks into no frame while no answer is awaited, and into each until it came', () => {
    const { time, socket, accept, faults } = virtualSocket({ keepAlive });
    faults.stop();
    socket.connect();
    const line = accept();
    const parse = jest.spyOn(JSON, 'parse');
    const parsed = (type: string) => {
      const before = parse.mock.calls.length;
      line.deliver(`{"type":"${type}"}`);
      return parse.mock.calls.length - before;
    };
    time.advance(2_300);
    expect(['toast', 'pong', 'toast'].map(parsed)).toEqual([1, 1, 0]);
    time.advance(22_700);
    expect(['toast', 'chat', 'pong', 'toast'].map(parsed)).toEqual([1, 1, 1, 0]);
    parse.mockRestore();
  });

  it('takes the answer of a socket that answers before its send() has returned', () => {
    const { time, socket, accept, faults } = virtualSocket({ keepAlive: { name: 'ping', every: 25_000 } });
    socket.connect();
    const line = accept();
    line.send = () => line.deliver('{"type":"pong"}');
    time.advance(120_000);
    expect([socket.status.state, faults.values]).toEqual(['open', []]);
  });

  it('writes the ping as it writes any message', () => {
    const world = virtualWorld();
    const texts: string[] = [];
    const client = openClient({ keepAlive: { name: 'ping', params: { v: 1 }, every: 1_000 }, route: 'app' }, world);
    world.backend.receive = (_socket, text) => texts.push(text);
    client.time.advance(1_000);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([{ action: 'app', handler: 'ping', v: 1 }]);
  });
});
