import { Subject } from 'rxjs';
import { ConnectionError } from '../../lib';
import { keepingAlive, type KeepAlive } from '../../lib/connection/keep-alive';
import type { Link, SocketSignal } from '../../lib/connection/open-socket';
import { recorded } from '../support/recorded';
import { openClient, virtualWorld } from '../support/virtual-client';
import { virtualTime } from '../support/virtual-time';

/** One socket that does what a test says, watched by a keep-alive. */
const watched = (options: Partial<KeepAlive> = {}) => {
  const time = virtualTime();
  const source = new Subject<SocketSignal>();
  const pings: number[] = [];
  const link = {
    writable: true,
    bufferedAmount: 0,
    since: 0,
    sent: 0,
    lastActive: 0,
    frames$: new Subject<unknown>(),
    send: () => pings.push(time.scheduler.now()),
    close: () => undefined,
  };
  const keepAlive: KeepAlive = { text: 'ping', every: 30_000, timeout: 10_000, isReply: () => true, ...options };
  const signals = recorded(source.pipe(keepingAlive(keepAlive, time)));
  return {
    time,
    source,
    link,
    pings,
    signals,
    open: () => source.next({ type: 'opened', link: link satisfies Link }),
    frame: (data: unknown) => link.frames$.next(data),
    types: () => signals.values.map(({ type }) => type),
  };
};

describe('a keep-alive', () => {
  it('pings from the open on, and not before', () => {
    const { time, pings, open } = watched({ isReply: () => true });
    time.advance(100_000);
    expect([pings, time.timers()]).toEqual([[], 0]);
    open();
    time.advance(30_000);
    expect(pings).toEqual([130_000]);
  });

  it('goes on for as long as something answers', () => {
    const { time, pings, open, frame, signals, types } = watched();
    open();
    for (let n = 1; n <= 50; n += 1) {
      time.advance(n === 1 ? 30_000 : 20_001);
      time.advance(9_999);
      frame('pong');
    }
    expect(pings).toHaveLength(50);
    expect(signals.errors).toEqual([]);
    expect(types()).toEqual(['opened']);
  });

  it('without a reply type takes any frame for life, with one only that type', () => {
    const any = watched();
    any.open();
    any.time.advance(35_000);
    any.frame('a toast');
    any.time.advance(10_000);
    expect(any.signals.errors).toEqual([]);

    const typed = watched({ isReply: (data) => data === 'pong' });
    typed.open();
    typed.time.advance(35_000);
    typed.frame('a toast');
    typed.time.advance(4_999);
    expect(typed.signals.errors).toEqual([]);
    typed.time.advance(1);
    expect(typed.signals.errors).toMatchObject([{ kind: 'unresponsive' }]);
  });

  it('counts nothing that came before the ping', () => {
    const { time, open, frame, signals } = watched();
    open();
    time.advance(29_999);
    frame('pong');
    time.advance(10_001);
    expect(signals.errors).toMatchObject([{ kind: 'unresponsive' }]);
  });

  it('looks at no frame while no ping waits for its answer', () => {
    let looked = 0;
    const { time, open, frame } = watched({
      isReply: () => {
        looked += 1;
        return true;
      },
    });
    open();
    for (let n = 0; n < 100; n += 1) frame(n);
    time.advance(30_000);
    for (let n = 0; n < 100; n += 1) frame(n);
    expect(looked).toBe(1);
  });

  it('tells that the connection is gone, then errors, and lets go of the socket in the same moment', () => {
    const { time, source, link, open, signals, types } = watched();
    open();
    time.advance(40_000);
    expect(types()).toEqual(['opened', 'gone']);
    expect(signals.values.at(-1)).toEqual({ type: 'gone', link, error: signals.errors[0] });
    expect(signals.errors[0]).toBeInstanceOf(ConnectionError);
    expect(signals.errors).toMatchObject([
      { kind: 'unresponsive', code: 1_006, reason: '', wasClean: false, uptime: 40_000 },
    ]);
    expect([source.observed, time.timers()]).toEqual([false, 0]);
  });

  it('that is more frequent than its timeout waits for the first ping, however many follow', () => {
    const { time, pings, open, signals } = watched({ every: 3_000, timeout: 10_000 });
    open();
    time.advance(12_999);
    expect([pings.length, signals.errors.length]).toEqual([4, 0]);
    time.advance(1);
    expect(signals.errors).toMatchObject([{ kind: 'unresponsive', uptime: 13_000 }]);
  });

  it('is content with one answer to several pings, as when a hidden tab holds its timers back', () => {
    const { time, pings, open, frame, signals } = watched({ every: 3_000, timeout: 10_000 });
    open();
    time.advance(12_000);
    frame('pong');
    time.advance(9_999);
    expect([pings.length, signals.errors.length]).toEqual([7, 0]);
  });

  it('does not take the silence of a machine that slept between two pings for death', () => {
    const { time, open, frame, signals } = watched();
    open();
    time.advance(10_000);
    time.sleep(3_600_000);
    time.advance(20_000);
    frame('pong');
    time.advance(25_000);
    expect(signals.errors).toEqual([]);
  });

  it('does not write to a socket that is closing', () => {
    const { time, pings, link, open, signals } = watched();
    open();
    link.writable = false;
    time.advance(300_000);
    expect([pings, signals.errors]).toEqual([[], []]);
  });

  it('passes on the end of a socket that ended otherwise, and leaves no timer', () => {
    const { time, source, open, signals } = watched();
    open();
    time.advance(35_000);
    source.error(new Error('lost'));
    expect(signals.errors).toMatchObject([{ message: 'lost' }]);
    expect(time.timers()).toBe(0);
  });

  it('is gone with its subscriber', () => {
    const { time, source, open, signals } = watched();
    open();
    time.advance(35_000);
    signals.stop();
    expect([source.observed, time.timers()]).toEqual([false, 0]);
  });

  it('sets no timer where there is none', () => {
    const time = virtualTime();
    const source = new Subject<SocketSignal>();
    const signals = recorded(source.pipe(keepingAlive(undefined, time)));
    const link = {
      writable: true,
      bufferedAmount: 0,
      since: 0,
      sent: 0,
      lastActive: 0,
      send: () => undefined,
      frames$: new Subject<unknown>(),
      close: () => undefined,
    };
    source.next({ type: 'opened', link });
    expect([signals.values.length, time.timers(), link.frames$.observed]).toEqual([1, 0, false]);
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
    backend.freeze();
    time.advance(34_900);
    expect(socket.status.state).toBe('open');
    time.advance(1_000);
    expect(endings()).toEqual(['unresponsive']);
    expect(socket.status).toMatchObject({ state: 'waiting', cause: { kind: 'unresponsive' } });
    time.advance(1_000);
    expect(socket.status.state).toBe('open');
    expect([dead!.readyState, backend.sockets.length]).toEqual([2, 2]);
    // What the old socket still does concerns nobody.
    dead!.onmessage?.({ data: '{"type":"number","n":99}' });
    dead!.ended(1_006, false);
    broadcast(1);
    time.advance(100);
    expect([numbers(), endings(), socket.status.state]).toEqual([[1], ['unresponsive'], 'open']);
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
