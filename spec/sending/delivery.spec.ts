import fc from 'fast-check';
import type { Fault } from '../../lib';
import { FakeSocket } from '../support/fake-socket';
import { virtualSocket } from '../support/virtual-socket';
import { words } from '../support/words';

/** What happens, one thing after the other. */
type Step =
  | { readonly do: 'send' | 'accept' | 'refuse' | 'flush' | 'lose' | 'forget' | 'close-handshake' | 'drain' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'join'; readonly channel: string }
  | { readonly do: 'request' };

const CHANNELS = ['a', 'b'] as const;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'send' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'accept' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' } as const) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('refuse', 'lose', 'forget', 'close-handshake', 'drain')
      .map((what) => ({ do: what }) as const),
  },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4_000 }).map((ms) => ({ do: 'wait', ms }) as const) },
  { weight: 1, arbitrary: fc.constantFrom(...CHANNELS).map((channel) => ({ do: 'join', channel }) as const) },
  { weight: 1, arbitrary: fc.constant({ do: 'request' } as const) },
);

/** The names that a fault says were not, or may not have been, delivered. */
const undeliveredIn = (faults: readonly Fault[]) =>
  faults.flatMap((fault) => (fault.type === 'undelivered' ? [{ name: fault.name, reason: fault.reason }] : []));

/**
 * A gateway at the other end of fake sockets: what a socket was given lies in its buffer until it is flushed, and the
 * gateway has received what was flushed. A lost socket loses its buffer.
 */
class Wires {
  readonly received: { readonly name: string; readonly channel: string | null }[] = [];
  readonly #flushed = new Map<FakeSocket, number>();
  readonly #texts = (socket: FakeSocket) => socket.sent.slice(this.#flushed.get(socket) ?? 0);

  watch(socket: FakeSocket): void {
    Object.defineProperty(socket, 'bufferedAmount', {
      get: () => this.#texts(socket).reduce((sum, text) => sum + text.length, 0),
    });
  }

  flush(socket: FakeSocket, count = Infinity): void {
    const channel = new URL(socket.url).searchParams.get('channel');
    const texts = this.#texts(socket).slice(0, count);
    for (const text of texts) this.received.push({ name: (JSON.parse(text) as { action: string }).action, channel });
    this.#flushed.set(socket, (this.#flushed.get(socket) ?? 0) + texts.length);
  }

  /** As Node does: the bytes are gone before anybody is told of the loss. */
  forget(socket: FakeSocket): void {
    this.#flushed.set(socket, socket.sent.length);
  }
}

describe('whatever happens between send() and the gateway', () => {
  it.each([
    ['a roomy outbox', { capacity: 1_000, ttl: 60_000 }],
    ['a tight one', { capacity: 3, ttl: 2_000 }],
    ['one that refuses', { capacity: 2, ttl: 5_000, overflow: 'throw' } as const],
  ])('each accepted message is received once, drained, or told to be undelivered (%s)', (_name, outbox) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), (steps) => {
        const wires = new Wires();
        const { time, socket, made, faults } = virtualSocket({
          channel: 'a',
          outbox,
          linger: 1_000,
          openTimeout: 3_000,
        });
        const watched = new Set<FakeSocket>();
        const open = () => made.filter(({ readyState }) => readyState === 1);
        const newest = () => made.at(-1);
        const accepted = new Map<string, string>();
        const drained: string[] = [];
        let channel = 'a';
        let count = 0;
        const hold = socket.connect();

        for (const current of steps) {
          for (const one of made) {
            if (!watched.has(one)) wires.watch(one);
            watched.add(one);
          }
          switch (current.do) {
            case 'send':
            case 'request': {
              const name = `m${(count += 1)}`;
              if (current.do === 'request') socket.request(name, {}, { timeout: 1_500 }).subscribe({ error: () => {} });
              else {
                try {
                  socket.send(name);
                  accepted.set(name, channel);
                } catch {
                  // Refused by a full outbox: not accepted, and so never received.
                }
              }
              break;
            }
            case 'accept':
              if (newest()?.readyState === 0) newest()?.accept();
              break;
            case 'refuse':
              if (newest()?.readyState === 0) newest()?.end(1_006, '', false);
              break;
            case 'flush':
              for (const one of open()) wires.flush(one, 2);
              break;
            case 'lose':
              open()[0]?.end(1_006, '', false);
              break;
            case 'forget':
              // A socket that stood still for a while, before the host forgets what it held.
              time.advance(300);
              if (open()[0]) {
                wires.forget(open()[0]!);
                open()[0]!.end(1_006, '', false);
              }
              break;
            case 'close-handshake':
              // The server's close frame is in: what is handed over now would be swallowed.
              if (open()[0]) open()[0]!.readyState = 2;
              break;
            case 'drain':
              drained.push(...socket.drain().map(({ name }) => name));
              break;
            case 'wait':
              // In small steps, so that new sockets are seen before they are used.
              time.advance(current.ms);
              break;
            case 'join':
              socket.join((channel = current.channel));
              break;
          }
        }
        for (const one of made) if (!watched.has(one)) wires.watch(one);
        for (const one of made) if (one.readyState === 1 || one.readyState === 2) wires.flush(one);
        hold.unsubscribe();
        socket.close();

        const told = undeliveredIn(faults.values);
        const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
        const received = names(wires.received);
        // Never twice, and each in the channel that was current when it was sent.
        expect(new Set(received).size).toBe(received.length);
        expect(new Set(names(told)).size).toBe(told.length);
        for (const one of wires.received) {
          if (accepted.has(one.name)) expect(one.channel).toBe(accepted.get(one.name));
        }
        for (const name of accepted.keys()) {
          const reason = told.find((one) => one.name === name)?.reason;
          const fates = [
            received.includes(name),
            drained.includes(name),
            reason !== undefined && reason !== 'unconfirmed',
          ];
          const known = fates.filter(Boolean).length;
          // Exactly one fate; only what is unconfirmed may have been received all the same, or have none.
          expect({ name, known, reason }).toEqual({
            name,
            known: reason === 'unconfirmed' ? expect.any(Number) : 1,
            reason,
          });
          expect(known).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a sender that never stops', () => {
  it('offline for an hour keeps no more than the outbox holds, and each message is accounted for', () => {
    const { time, socket, faults } = virtualSocket({ openTimeout: 10_000, outbox: { capacity: 100, ttl: 60_000 } });
    let sent = 0;
    let told = 0;
    socket.faults$.subscribe(({ type }) => (told += type === 'undelivered' ? 1 : 0));
    faults.stop();
    for (let second = 0; second < 3_600; second += 1) {
      for (let n = 0; n < 10; n += 1) {
        socket.send('reading', { second, n });
        sent += 1;
      }
      if (sent - told > 100) throw new Error(`${sent - told} messages are kept`);
      if (time.timers() > 5) throw new Error(`${time.timers()} timers run`);
      time.advance(1_000);
    }
    expect(told + socket.drain().length).toBe(36_000);
  });

  it('online keeps nothing of what has left', () => {
    const { time, socket, accept } = virtualSocket();
    socket.connect();
    accept();
    const timers = time.timers();
    for (let n = 0; n < 10_000; n += 1) expect(socket.send('reading', { n })).toBe('sent');
    expect(time.timers()).toBe(timers);
    expect(socket.drain()).toEqual([]);
  });
});

describe('a message that the gateway cannot take', () => {
  it('is told to be too large when it closes with 1009 over it', () => {
    const { socket, accept, lose, faults } = virtualSocket({ limits: false });
    socket.connect();
    accept();
    socket.send('small', { n: 1 });
    expect(socket.send('large', { text: 'x'.repeat(200_000) })).toBe('sent');
    lose(1_009);
    expect(undeliveredIn(faults.values)).toEqual([{ name: 'large', reason: 'too-large' }]);
  });

  it('is refused before that, where the limit is known', () => {
    const { socket, accept } = virtualSocket();
    socket.connect();
    accept();
    expect(() => socket.send('large', { text: 'x'.repeat(32_768) })).toThrow(words(/more than the 32768 bytes/));
  });
});
