import { filter, retry, Subject, takeUntil } from 'rxjs';
import { multiplex, type EnvironmentSignal, type GatewaySocketConfig, type Topic } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { unhandledIn } from '../support/unhandled';
import { virtualWorld } from '../support/virtual-client';
import { words } from '../support/words';

interface Inbound {
  price: { symbol: string; n: number };
  halted: { symbol: string };
  refused: { symbol: string };
}
interface Outbound {
  watch: { symbol: string };
  unwatch: { symbol: string };
  say: { n: number };
}

const ACME: Topic<Inbound, Outbound, 'type', 'price'> = {
  subscribe: { name: 'watch', params: { symbol: 'ACME' } },
  unsubscribe: { name: 'unwatch', params: { symbol: 'ACME' } },
  select: 'price',
};

/** A client whose topics are not used yet. */
function trader(options: Partial<GatewaySocketConfig> = {}, world = virtualWorld()) {
  const { time, backend } = world;
  const socket = assemble<Inbound, Outbound, 'type'>(
    {
      url: 'wss://ws.example.com',
      channel: 'a',
      token: backend.token$,
      WebSocketCtor: backend.WebSocketCtor,
      environment: false,
      log: false,
      ...options,
    },
    time,
  );
  return {
    time,
    backend,
    socket,
    /** The prices of one symbol. */
    topic: (topic: Topic<Inbound, Outbound, 'type', 'price'> = ACME) => multiplex(socket, topic, time),
    /** What was sent, and on which of the connections that were ever made, the first being 0. */
    sent: () =>
      backend.written.map(({ text, socket: to }) => {
        const { action } = JSON.parse(text) as { readonly action: string };
        return `${action} on ${backend.sockets.indexOf(to)}`;
      }),
    push: (message: object) => backend.broadcast(JSON.stringify(message), 'a', 0),
    /** Lets time pass in which a broadcast comes every 100 ms. */
    busy: (ms: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        backend.broadcast(JSON.stringify({ type: 'halted', symbol: `${time.scheduler.now()}` }), 'a', 0);
        time.advance(100);
      }
    },
  };
}

describe('a topic', () => {
  it('sends nothing and opens nothing until it has a subscriber', () => {
    const { time, backend, topic, sent } = trader();
    void topic();
    time.advance(1_000);
    expect([sent(), backend.fetches]).toEqual([[], []]);
  });

  it('opens the connection and is subscribed there, and emits what its select takes', () => {
    const { time, topic, sent, push } = trader();
    const prices = recorded(topic());
    time.advance(100);
    expect(sent()).toEqual(['watch on 0']);
    push({ type: 'price', symbol: 'ACME', n: 1 });
    push({ type: 'halted', symbol: 'ACME' });
    time.advance(100);
    expect(prices.values).toEqual([{ type: 'price', symbol: 'ACME', n: 1 }]);
  });

  it('is subscribed at once on a connection that is open', () => {
    const { time, socket, topic, sent } = trader();
    socket.connect();
    time.advance(100);
    topic().subscribe();
    expect(sent()).toEqual(['watch on 0']);
  });

  it('is subscribed once however many subscribe, and unsubscribed when the last one leaves', () => {
    const { time, topic, sent, push } = trader();
    const acme$ = topic();
    const [first, second] = [recorded(acme$), recorded(acme$)];
    time.advance(100);
    first.stop();
    expect(sent()).toEqual(['watch on 0']);
    push({ type: 'price', symbol: 'ACME', n: 1 });
    time.advance(100);
    expect([first.values, second.values.length]).toEqual([[], 1]);
    second.stop();
    expect(sent()).toEqual(['watch on 0', 'unwatch on 0']);
  });

  it('that is subscribed again starts afresh, and two topics are two', () => {
    const { time, topic, sent } = trader();
    const acme$ = topic();
    const { stop } = recorded(acme$);
    time.advance(100);
    stop();
    acme$.subscribe();
    topic().subscribe();
    expect(sent()).toEqual(['watch on 0', 'unwatch on 0', 'watch on 0', 'watch on 0']);
  });

  it('without an unsubscribe ends in silence', () => {
    const { time, topic, sent } = trader();
    const { stop } = recorded(topic({ subscribe: ACME.subscribe, select: 'price' }));
    time.advance(100);
    stop();
    expect(sent()).toEqual(['watch on 0']);
  });

  it('asks a function for its message, for each connection', () => {
    const { time, backend, socket } = trader();
    let asked = 0;
    const topic: Topic<Inbound, Outbound> = {
      subscribe: () => ({ name: 'watch', params: { symbol: `${(asked += 1)}` } }),
      select: ['price', 'halted'],
    };
    multiplex(socket, topic, time).subscribe();
    time.advance(100);
    backend.drop();
    time.advance(5_000);
    expect(backend.received).toEqual(['{"action":"watch","symbol":"1"}', '{"action":"watch","symbol":"2"}']);
  });

  it('narrows by a list of types, and takes what a predicate accepts', () => {
    const { time, socket, push } = trader();
    const some = recorded(multiplex(socket, { ...ACME, select: ['halted', 'refused'] }, time));
    const mine = recorded(multiplex(socket, { ...ACME, select: (message) => message.symbol === 'ACME' }, time));
    time.advance(100);
    push({ type: 'price', symbol: 'ACME', n: 1 });
    push({ type: 'halted', symbol: 'OTHER' });
    push({ type: 'refused', symbol: 'ACME' });
    time.advance(100);
    expect(some.values.map(({ type }) => type)).toEqual(['halted', 'refused']);
    expect(mine.values.map(({ type }) => type)).toEqual(['price', 'refused']);
  });

  it('uses the route and the action of its message', () => {
    const { time, backend, socket } = trader({ route: 'rpc' });
    const topic = { subscribe: { name: 'watch', params: { symbol: 'ACME' }, action: 'prices' } } as const;
    multiplex(socket, { ...topic, select: 'price' }, time).subscribe();
    time.advance(100);
    expect(backend.received).toEqual(['{"action":"prices","handler":"watch","symbol":"ACME"}']);
  });
});

describe('across connections a topic', () => {
  it('is subscribed again after a loss, behind hello and what waited', () => {
    const { time, backend, socket, topic, sent } = trader({ hello: () => [{ name: 'hello' }] });
    topic().subscribe();
    time.advance(100);
    backend.drop();
    time.advance(20);
    socket.send('say', { n: 1 });
    time.advance(5_000);
    expect(sent()).toEqual(['hello on 0', 'watch on 0', 'hello on 1', 'say on 1', 'watch on 1']);
  });

  it('queues nothing while there is no connection, neither its start nor its end', () => {
    const { time, backend, socket, topic, sent } = trader({ linger: 100_000 });
    const acme$ = topic();
    const { stop } = recorded(acme$);
    time.advance(100);
    backend.drop();
    time.advance(20);
    stop();
    const again = recorded(acme$);
    again.stop();
    acme$.subscribe();
    expect(socket.drain()).toEqual([]);
    time.advance(5_000);
    expect(sent()).toEqual(['watch on 0', 'watch on 1']);
  });

  it('is subscribed on the connection that a rotation opens as soon as that takes over', () => {
    const { time, socket, topic, sent } = trader();
    topic().subscribe();
    time.advance(100);
    socket.reconnect();
    time.advance(60_000);
    expect(sent()).toEqual(['watch on 0', 'watch on 1']);
  });

  it('that ended during a rotation is not subscribed on the next connection', () => {
    const { socket, topic, sent, busy } = trader();
    socket.connect();
    const { stop } = recorded(topic());
    busy(200);
    socket.reconnect();
    busy(1_000);
    stop();
    busy(20_000);
    expect(sent()).toEqual(['watch on 0', 'unwatch on 0']);
  });

  it('follows a join() to the other channel, and a topic that starts meanwhile waits for it', () => {
    const { time, socket, topic, sent } = trader();
    topic().subscribe();
    time.advance(100);
    socket.join('b');
    topic().subscribe();
    time.advance(5_000);
    expect(sent()).toEqual(['watch on 0', 'watch on 1', 'watch on 1']);
  });

  it('that starts while the connection is in doubt is subscribed once the sends go on', () => {
    const environment = new Subject<EnvironmentSignal>();
    const { time, backend, socket, topic, sent } = trader({ environment });
    socket.connect();
    time.advance(100);
    backend.handshakes.push('hang');
    // The network was away: the sends wait for a frame, or for 5 s.
    environment.next('online');
    topic().subscribe();
    expect(sent()).toEqual([]);
    expect(socket.drain()).toEqual([]);
    time.advance(6_000);
    expect(sent()).toEqual(['watch on 0']);
  });

  describe('that ends while the connection is in doubt', () => {
    const inDoubt = () => {
      const environment = new Subject<EnvironmentSignal>();
      const world = trader({ environment });
      const { time, backend, socket, topic, sent } = world;
      socket.connect();
      const acme$ = topic();
      const { stop } = recorded(acme$);
      time.advance(100);
      backend.handshakes.push('hang');
      // The network was away: the sends wait for a frame, or for 5 s.
      environment.next('online');
      stop();
      expect(sent()).toEqual(['watch on 0']);
      return { ...world, acme$ };
    };

    it('is unsubscribed once the sends go on', () => {
      const { time, backend, socket, sent } = inDoubt();
      time.advance(6_000);
      expect(sent()).toEqual(['watch on 0', 'unwatch on 0']);
      socket.close();
      time.advance(1_000);
      expect(time.timers() - backend.timers).toBe(0);
    });

    it('leaves no timer where the socket is closed before that', () => {
      const { time, backend, socket } = inDoubt();
      socket.close();
      expect(time.timers() - backend.timers).toBe(0);
    });

    it('stays subscribed if it starts again before that', () => {
      const { time, acme$, sent } = inDoubt();
      acme$.subscribe();
      time.advance(6_000);
      expect(sent()).toEqual(['watch on 0', 'watch on 0']);
    });

    it('sends nothing on the next connection', () => {
      const { time, backend, sent } = inDoubt();
      backend.drop();
      time.advance(20_000);
      expect(sent()).toEqual(['watch on 0']);
    });
  });

  it('that ends in an earlier observer of opened$ is not unsubscribed where it was not subscribed', () => {
    const { time, backend, socket, topic, sent } = trader();
    socket.connect();
    const ended = new Subject<void>();
    socket.opened$.pipe(filter(({ count }) => count === 2)).subscribe(() => ended.next());
    topic().pipe(takeUntil(ended)).subscribe();
    time.advance(100);
    backend.drop();
    time.advance(5_000);
    expect(sent()).toEqual(['watch on 0']);
  });

  it('is subscribed on the older connection too, if it started on one that turned out deaf', () => {
    const { backend, socket, topic, sent, busy } = trader();
    socket.connect();
    busy(200);
    backend.handshakes.push('gone');
    socket.reconnect();
    busy(5_500);
    topic().subscribe();
    expect(sent()).toEqual(['watch on 1']);
    // The trial fails, and the sends go back.
    busy(2_500);
    expect(sent()).toEqual(['watch on 1', 'watch on 0']);
    busy(60_000);
    expect(sent()).toEqual(['watch on 1', 'watch on 0', 'watch on 2']);
  });

  it('is not subscribed twice on the older connection, if it was already', () => {
    const { backend, socket, topic, sent, busy } = trader();
    topic().subscribe();
    busy(200);
    backend.handshakes.push('gone');
    socket.reconnect();
    busy(60_000);
    expect(sent()).toEqual(['watch on 0', 'watch on 1', 'watch on 2']);
  });

  it('is subscribed once on each connection, among several topics too, if one of them turned out deaf', () => {
    const { backend, socket, topic, sent, busy } = trader();
    const topics = Array.from({ length: 3 }, () => recorded(topic()));
    busy(200);
    backend.handshakes.push('gone');
    socket.reconnect();
    busy(5_500);
    // One message goes out on trial. A topic that ends before its own does is not subscribed any more.
    expect(sent()).toEqual(['watch on 0', 'watch on 0', 'watch on 0', 'watch on 1']);
    topics.at(-1)?.stop();
    busy(60_000);
    expect(sent().slice(4)).toEqual(['watch on 2', 'watch on 2']);
  });

  it('is subscribed once on the next connection, if one takes over while the sends wait', () => {
    const environment = new Subject<EnvironmentSignal>();
    const { backend, socket, topic, sent, busy } = trader({ environment });
    const { stop } = recorded(topic());
    topic().subscribe();
    busy(200);
    socket.reconnect();
    busy(1_000);
    // The next one is open and not used yet. It is to be replaced for the wake, and takes over before that.
    environment.next('online');
    backend.strike('drop', 0);
    expect(backend.open).toHaveLength(1);
    stop();
    busy(60_000);
    expect(sent()).toEqual(['watch on 0', 'watch on 0', 'watch on 1', 'watch on 2']);
  });

  it('belongs to the connection that it was sent on, if an overdue takeover comes first', () => {
    const { time, socket, topic, sent, busy } = trader();
    socket.connect();
    busy(200);
    socket.reconnect();
    busy(1_000);
    // No timer runs in a sleep: the first call after it does what is overdue.
    time.sleep(10_000);
    const { stop } = recorded(topic());
    stop();
    // The connection is on trial until a frame arrives.
    busy(1_000);
    expect(sent()).toEqual(['watch on 1', 'unwatch on 1']);
  });

  it('that is subscribed by an observer of the status, while a join() takes over, is subscribed there once', () => {
    const { time, socket, topic, sent } = trader();
    socket.connect();
    time.advance(100);
    socket.status$.pipe(filter((status) => status.state === 'open' && status.channel === 'b')).subscribe(() => {
      topic().subscribe();
    });
    socket.join('b');
    time.advance(5_000);
    expect(sent()).toEqual(['watch on 1']);
  });

  it('delivers what both connections of a rotation bring once', () => {
    const { time, backend, socket, topic } = trader();
    const prices = recorded(topic());
    const subscribed = () =>
      new Set(backend.written.filter(({ text }) => text.includes('"watch"')).map(({ socket: to }) => to));
    time.advance(100);
    socket.reconnect();
    for (let n = 0; n < 300; n += 1) {
      for (const to of subscribed())
        if (to.readyState === 1) to.deliver(JSON.stringify({ type: 'price', symbol: 'ACME', n }));
      time.advance(100);
    }
    expect(prices.values.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(subscribed().size).toBe(2);
  });
});

describe('a topic from within', () => {
  it('may be left by the observer of its message', () => {
    const { time, topic, sent, push } = trader();
    let seen = 0;
    const left = topic().subscribe(() => {
      seen += 1;
      left.unsubscribe();
    });
    time.advance(100);
    push({ type: 'price', symbol: 'ACME', n: 1 });
    push({ type: 'price', symbol: 'ACME', n: 2 });
    time.advance(100);
    expect([seen, sent()]).toEqual([1, ['watch on 0', 'unwatch on 0']]);
  });

  it('completes with close(), without a message or a warning, and leaves no timer', () => {
    const warn = jest.fn();
    const { time, backend, socket, topic, sent } = trader({ log: { warn, debug: warn } });
    const prices = recorded(topic());
    time.advance(100);
    socket.close();
    expect([prices.completed, prices.errors, sent()]).toEqual([true, [], ['watch on 0']]);
    expect(String(warn.mock.calls)).not.toContain('send()');
    time.advance(1_000);
    expect(time.timers() - backend.timers).toBe(0);
  });

  it('may be left while close() ends the others', () => {
    const { time, socket, topic } = trader();
    const other = recorded(topic());
    socket.messages$.subscribe({ complete: () => other.stop() });
    time.advance(100);
    expect(() => socket.close()).not.toThrow();
  });
});

describe('bad input of a topic', () => {
  it.each([
    [undefined, 'undefined'],
    ['watch', "'watch'"],
  ])('%j in its place is a ConfigError at once', (wrong, got) => {
    const { socket } = trader();
    expect(thrown(() => multiplex(socket, wrong as never))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(words(`multiplex: must be an object; got ${got}.`)),
    });
  });

  it.each([
    [
      { subscribe: 7 },
      'multiplex.subscribe: must be a message, { name, params }, or a function that returns one; got 7.',
    ],
    [{ subscribe: { params: {} } }, 'multiplex.subscribe: must be a message, { name, params }, or a function that'],
    [
      { unsubscribe: 'unwatch' },
      "multiplex.unsubscribe: must be a message, { name, params }, or a function that returns one; got 'unwatch'.",
    ],
    [{ select: undefined }, 'multiplex.select: must be a type, a list of types or a predicate; got undefined.'],
    [{ select: [] }, 'multiplex.select: must be a type, a list of types or a predicate; got an array.'],
    [{ select: ['price', ''] }, 'multiplex.select: must be'],
  ])('%j is a ConfigError at once', (wrong, message) => {
    const { topic } = trader();
    expect(thrown(() => topic({ ...ACME, ...wrong } as never))).toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(words(message)),
    });
  });

  it.each([
    ['has a reserved key', { params: { handler: 'delete' } }, 'reserved-key'],
    ['is too large', { params: { symbol: 'x'.repeat(40_000) } }, 'too-large'],
    ['has no JSON', { params: { symbol: 1n } }, 'not-serializable'],
  ])('a subscribe that %s is an error that names it, and the connection stays', (_what, wrong, kind) => {
    const { time, socket, topic, sent } = trader();
    const prices = recorded(topic({ ...ACME, subscribe: { name: 'watch', ...wrong } } as never));
    time.advance(100);
    expect(prices.errors).toMatchObject([
      { name: 'SendError', kind, message: expect.stringMatching(words("'watch'")) },
    ]);
    expect([socket.status.state, sent()]).toEqual(['open', []]);
  });

  it.each([
    ['throws', () => thrown(() => null), 'multiplex.subscribe: the function threw.'],
    ['returns nothing', () => undefined, 'multiplex.subscribe: must be a message'],
  ])('a subscribe function that %s is an error that names it', (_what, subscribe, message) => {
    const { time, topic } = trader();
    const prices = recorded(topic({ ...ACME, subscribe } as never));
    time.advance(100);
    expect(prices.errors).toMatchObject([{ name: 'ConfigError', message: expect.stringMatching(words(message)) }]);
  });

  it('a select that throws is an error that names it, the topic is unsubscribed, and retry() starts it afresh', () => {
    const { time, socket, sent, push } = trader();
    const cause = new Error('mine');
    const select = ({ type }: { readonly type: string }) => {
      if (type === 'halted') throw cause;
      return true;
    };
    const once = recorded(multiplex(socket, { ...ACME, select }, time));
    const again = recorded(multiplex(socket, { ...ACME, select }, time).pipe(retry()));
    time.advance(100);
    push({ type: 'halted', symbol: 'ACME' });
    push({ type: 'price', symbol: 'ACME', n: 1 });
    time.advance(100);
    expect(once.errors).toMatchObject([
      { name: 'ConfigError', message: expect.stringMatching(words('multiplex.select: the function threw.')), cause },
    ]);
    expect([once.values.length, again.values.length, again.errors]).toEqual([0, 1, []]);
    expect(sent()).toEqual(['watch on 0', 'watch on 0', 'unwatch on 0', 'unwatch on 0', 'watch on 0']);
  });

  it('an unsubscribe that throws is an unhandled error, because nobody is subscribed any more', () => {
    const { time, topic } = trader();
    const unsubscribe = () => thrown(() => null) as never;
    const { stop } = recorded(topic({ ...ACME, unsubscribe }));
    time.advance(100);
    expect(unhandledIn(stop)).toMatchObject([
      { message: expect.stringMatching(words('multiplex.unsubscribe: the function threw.')) },
    ]);
  });
});
