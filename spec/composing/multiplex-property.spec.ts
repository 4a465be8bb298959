import fc from 'fast-check';
import { Subject, Subscription } from 'rxjs';
import { multiplex, type EnvironmentSignal } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { seeded } from '../support/seeded';
import { virtualWorld } from '../support/virtual-client';

interface Inbound {
  price: { symbol: string };
}
interface Outbound {
  watch: { symbol: string };
  unwatch: { symbol: string };
}

const SYMBOLS = ['A', 'B', 'C', 'D'] as const;

/** Topics start and end while connections are cut, refused, deaf, frozen, replaced and moved; then the faults stop. */
function runTopics(seed: number) {
  const random = seeded(seed);
  const { time, backend } = virtualWorld(random);
  const environment = new Subject<EnvironmentSignal>();
  const socket = assemble<Inbound, Outbound, 'type'>(
    {
      url: 'wss://ws.example.com',
      channel: 'a',
      token: backend.token$,
      WebSocketCtor: backend.WebSocketCtor,
      environment,
      attemptsPerMinute: 60,
      log: false,
      ...(random() < 0.5 && { keepAlive: { name: 'ping', every: 10_000, reply: 'pong', timeout: 5_000 } }),
    },
    time,
  );
  socket.connect();
  const topics = SYMBOLS.map((symbol) => {
    const params = { symbol };
    const messages = { subscribe: { name: 'watch', params }, unsubscribe: { name: 'unwatch', params } } as const;
    return { symbol, topic$: multiplex(socket, { ...messages, select: 'price' }, time), use: Subscription.EMPTY };
  });
  const broadcast = (channel: string) => {
    backend.broadcast(JSON.stringify({ type: 'other', n: random() }), channel, 0);
  };
  const faults: readonly (() => void)[] = [
    () => backend.drop(),
    () => socket.reconnect(),
    () => socket.join(random() < 0.5 ? 'a' : 'b'),
    () => environment.next('online'),
    () => environment.next('wake'),
    () => backend.handshakes.push('refuse'),
    () => {
      backend.handshakes.push('gone');
      socket.reconnect();
    },
    () => {
      environment.next('suspend');
      environment.next('wake');
    },
    () => {
      backend.freeze();
      time.sleep(60_000);
    },
  ];
  /** One of them, at random. */
  const one = <T>(choices: readonly T[]) => {
    const chosen = Math.floor(random() * choices.length);
    return choices.slice(chosen, chosen + 1);
  };
  for (let step = 0; step < 120; step += 1) {
    const chance = random();
    if (chance < 0.4) {
      for (const topic of one(topics)) {
        if (topic.use.closed) topic.use = topic.topic$.subscribe();
        else topic.use.unsubscribe();
      }
    } else if (chance < 0.6) broadcast(random() < 0.5 ? 'a' : 'b');
    else for (const fault of one(faults)) fault();
    time.advance(random() < 0.3 ? 0 : random() * 3_000);
  }
  backend.handshakes.length = 0;
  for (let step = 0; step < 60; step += 1) {
    for (const channel of ['a', 'b']) broadcast(channel);
    time.advance(2_000);
  }
  const sent = backend.written.filter(({ socket: to }) => to === backend.open.at(-1)).map(({ text }) => text);
  const isWatched = (symbol: string) =>
    sent
      .filter((text) => text.includes(`"${symbol}"`))
      .at(-1)
      ?.includes('"watch"');
  const watched = topics.filter(({ symbol }) => isWatched(symbol)).map(({ symbol }) => symbol);
  const used = topics.filter(({ use }) => !use.closed).map(({ symbol }) => symbol);
  socket.close();
  return { used, watched };
}

it('the last connection has the topics that are used, and no other, whatever happened before', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { used, watched } = runTopics(seed);
      expect(watched).toEqual(used);
    }),
    { numRuns: 100 },
  );
}, 60_000);
