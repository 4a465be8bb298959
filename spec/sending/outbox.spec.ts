import fc from 'fast-check';
import { Clock } from '../../lib/clock';
import { SendError } from '../../lib/errors';
import type { UndeliveredReason } from '../../lib/events';
import { Item } from '../../lib/sending/item';
import { Outbox, type FaultSink } from '../../lib/sending/outbox';
import type { OutboxOptions } from '../../lib/sending/outbox-options';
import { thrown } from '../support/thrown';
import { virtualTime } from '../support/virtual-time';
import { words } from '../support/words';

const item = (name: string, text = name) => new Item(name, undefined, undefined, text);

const setUp = (options: Partial<OutboxOptions> = {}) => {
  const time = virtualTime();
  const clock = new Clock(time);
  const lost: (readonly [string, UndeliveredReason])[] = [];
  const faults: FaultSink = {
    report: (faults) => {
      for (const fault of faults) if (fault.type === 'undelivered') lost.push([fault.name, fault.reason]);
    },
  };
  const outbox = new Outbox({ capacity: 3, ttl: 1_000, overflow: 'drop-oldest', ...options }, clock, faults);
  const put = (...names: readonly string[]) => {
    for (const name of names) outbox.put(item(name, `text of ${name}`), undefined);
  };
  const flushed = (channel?: string) => {
    const texts: string[] = [];
    outbox.flush(channel, ({ text }) => {
      texts.push(text.replace('text of ', ''));
      return true;
    });
    return texts;
  };
  return { time, clock, lost, outbox, put, flushed };
};

describe('the outbox', () => {
  it('hands over what waits, oldest first, once', () => {
    const { put, flushed, lost } = setUp();
    put('a', 'b', 'c');
    expect(flushed()).toEqual(['a', 'b', 'c']);
    expect(flushed()).toEqual([]);
    expect(lost).toEqual([]);
  });

  it('stops where the connection takes no more, and goes on there next time', () => {
    const { outbox, put, flushed } = setUp();
    put('a', 'b', 'c');
    const room = [true, false, true];
    const offered: string[] = [];
    outbox.flush(undefined, ({ text }) => {
      offered.push(text);
      return room.shift() ?? false;
    });
    expect(offered).toEqual(['text of a', 'text of b']);
    expect(outbox.pending).toBe(true);
    expect(flushed()).toEqual(['b', 'c']);
  });

  it('hands over only what was meant for the channel', () => {
    const { outbox, flushed } = setUp();
    outbox.put(item('a'), 'one');
    outbox.put(item('b'), 'two');
    outbox.put(item('c'), 'one');
    expect(flushed('two')).toEqual(['b']);
    expect(flushed()).toEqual([]);
    expect(flushed('one')).toEqual(['a', 'c']);
  });

  it('can be drained by the application, which then has the messages as it sent them', () => {
    const { outbox, flushed, lost } = setUp();
    const message = { name: 'a', params: { n: 1 }, action: 'route' };
    outbox.put(new Item(message.name, message.params, message.action, 'text'), 'one');
    expect(outbox.drain()).toEqual([message]);
    expect(outbox.drain()).toEqual([]);
    expect([flushed('one'), lost, outbox.pending]).toEqual([[], [], false]);
  });

  it('gives all up with the reason', () => {
    const { outbox, put, flushed, lost } = setUp();
    put('a', 'b');
    outbox.abandon('closed');
    expect(lost).toEqual([
      ['a', 'closed'],
      ['b', 'closed'],
    ]);
    expect(flushed()).toEqual([]);
    outbox.abandon('failed');
    expect(lost).toHaveLength(2);
  });

  it('is empty already when it tells what it gave up, so that another send from there is kept', () => {
    const outbox: Outbox = new Outbox({ capacity: 1, ttl: 1_000, overflow: 'throw' }, new Clock(virtualTime()), {
      report: ([fault]) => {
        if (fault?.type !== 'undelivered') return;
        outbox.put(item(`${fault.name} again`), undefined);
      },
    });
    outbox.put(item('a'), undefined);
    outbox.abandon('failed');
    expect(outbox.drain()).toEqual([{ name: 'a again' }]);
  });
});

describe('the capacity', () => {
  it('gives up the oldest for the newest', () => {
    const { put, flushed, lost } = setUp({ capacity: 2 });
    put('a', 'b', 'c', 'd');
    expect(lost).toEqual([
      ['a', 'overflow'],
      ['b', 'overflow'],
    ]);
    expect(flushed()).toEqual(['c', 'd']);
  });

  it('or refuses the newest, and keeps what it has', () => {
    const { put, flushed, lost } = setUp({ capacity: 2, overflow: 'throw' });
    put('a', 'b');
    const error = thrown(() => put('c'));
    expect(error).toBeInstanceOf(SendError);
    expect(error).toMatchObject({ kind: 'queue-full', message: expect.stringMatching(words("'c'")) });
    expect([flushed(), lost]).toEqual([['a', 'b'], []]);
    put('c');
    expect(flushed()).toEqual(['c']);
  });

  it('of 0 keeps nothing', () => {
    for (const overflow of ['throw', 'drop-oldest'] as const) {
      const { put, outbox } = setUp({ capacity: 0, overflow });
      expect(thrown(() => put('a'))).toMatchObject({ kind: 'queue-full' });
      expect(outbox.pending).toBe(false);
    }
  });

  it('bounds what an hour offline can pile up', () => {
    const { time, put, outbox, lost } = setUp({ capacity: 100, ttl: 60_000 });
    for (let second = 0; second < 3_600; second++) {
      put(`${second}`);
      time.advance(1_000);
    }
    expect(outbox.drain().length).toBeLessThanOrEqual(100);
    expect(lost.length).toBeGreaterThanOrEqual(3_500);
  });
});

describe('the time to live', () => {
  it('ends a wait to the ms', () => {
    const { time, put, lost, outbox } = setUp();
    put('a');
    time.advance(999);
    expect(lost).toEqual([]);
    time.advance(1);
    expect(lost).toEqual([['a', 'expired']]);
    expect(outbox.pending).toBe(false);
  });

  it('is that of each message', () => {
    const { time, put, lost } = setUp();
    put('a');
    time.advance(400);
    put('b');
    time.advance(600);
    expect(lost).toEqual([['a', 'expired']]);
    time.advance(399);
    expect(lost).toHaveLength(1);
    time.advance(1);
    expect(lost).toHaveLength(2);
  });

  it('is counted anew after the oldest left in another way', () => {
    const { time, outbox, lost } = setUp();
    outbox.put(item('a'), 'one');
    time.advance(500);
    outbox.put(item('b'), 'two');
    outbox.flush('one', () => true);
    time.advance(999);
    expect(lost).toEqual([]);
    time.advance(1);
    expect(lost).toEqual([['b', 'expired']]);
  });

  it('may end while a message is sent, which is sent all the same', () => {
    const { time, clock, outbox, put, lost } = setUp();
    put('a');
    time.advance(500);
    put('b');
    const sent: string[] = [];
    outbox.flush(undefined, ({ name }) => {
      if (name === 'a') time.sleep(500);
      clock.runOverdue();
      return sent.push(name) > 0;
    });
    expect([sent, lost, time.timers()]).toEqual([['a', 'b'], [], 0]);
  });

  it('may be 0: what cannot go at once does not go', () => {
    const { time, put, lost } = setUp({ ttl: 0 });
    put('a');
    time.advance(0);
    expect(lost).toEqual([['a', 'expired']]);
  });

  it('takes one timer for all, and none while nothing waits', () => {
    const { time, put, flushed } = setUp({ capacity: 100 });
    expect(time.timers()).toBe(0);
    for (let i = 0; i < 50; i++) put(`${i}`);
    expect(time.timers()).toBe(1);
    flushed();
    expect(time.timers()).toBe(0);
  });

  it('ends with the socket', () => {
    const { time, clock, put, lost } = setUp();
    put('a');
    clock.stop();
    expect(time.timers()).toBe(0);
    time.advance(10_000);
    expect(lost).toEqual([]);
  });
});

describe('the holder of the connection', () => {
  it('is told with each change whether anything waits', () => {
    const { outbox, put, flushed, time } = setUp();
    const pending: boolean[] = [];
    outbox.holder = { keepFor: (waits) => pending.push(waits) };
    expect(outbox.pending).toBe(false);
    put('a', 'b');
    flushed();
    put('c');
    time.advance(1_000);
    put('d');
    outbox.drain();
    expect(pending).toEqual([true, false, true, false, true, false]);
    put('e');
    expect([pending.length, outbox.pending]).toEqual([7, true]);
  });
});

describe('a request that waits', () => {
  const request = (name: string) => {
    const rejected: (readonly [UndeliveredReason, unknown])[] = [];
    const observer = { written: () => undefined, rejected: (...why: (typeof rejected)[number]) => rejected.push(why) };
    return { item: new Item(name, undefined, undefined, name, observer), rejected };
  };

  it('may be withdrawn, and nothing is reported of it', () => {
    const { time, outbox, put, flushed, lost } = setUp();
    const { item: asked, rejected } = request('ask');
    put('a');
    outbox.put(asked, undefined);
    outbox.withdraw(asked);
    outbox.withdraw(asked);
    expect(flushed()).toEqual(['a']);
    expect([lost, rejected, outbox.pending, time.timers()]).toEqual([[], [], false, 0]);
  });

  it('is not kept after it was withdrawn, however long an older message waits', () => {
    const { outbox, put, flushed } = setUp({ capacity: 10, ttl: 3_600_000 });
    const seen = new Set<number>();
    put('a');
    for (let n = 0; n < 10_000; n += 1) {
      const { item: asked } = request('ask');
      outbox.put(asked, undefined);
      outbox.withdraw(asked);
      Object.defineProperty(asked, 'state', { get: () => (seen.add(n), 'gone') });
    }
    seen.clear();
    expect(flushed()).toEqual(['a']);
    expect(seen.size).toBeLessThan(2_000);
  });

  it('is not drained with the messages', () => {
    const { outbox, put } = setUp();
    const { item: asked } = request('ask');
    outbox.put(asked, undefined);
    put('a');
    expect(outbox.drain()).toEqual([{ name: 'a' }]);
    expect(outbox.pending).toBe(true);
  });

  it.each<readonly [UndeliveredReason, (kit: ReturnType<typeof setUp>) => void]>([
    ['overflow', ({ put }) => put('a')],
    ['expired', ({ time }) => time.advance(1_000)],
    ['failed', ({ outbox }) => outbox.abandon('failed', new SendError('closed', 'the cause'))],
  ])('gets the reason when it is given up: %s', (reason, giveUp) => {
    const kit = setUp({ capacity: 1 });
    const { item: asked, rejected } = request('ask');
    kit.outbox.put(asked, undefined);
    giveUp(kit);
    const cause = reason === 'failed' ? expect.any(SendError) : undefined;
    expect([rejected, kit.lost]).toEqual([[[reason, cause]], [['ask', reason]]]);
  });
});

it('a message that goes out in this turn is kept whatever the capacity, which is for what waits', () => {
  const { outbox, put, flushed, lost } = setUp({ capacity: 1, overflow: 'throw' });
  put('a');
  outbox.put(item('b'), undefined, false);
  expect(lost).toEqual([]);
  expect(flushed()).toEqual(['a', 'b']);
});

describe('whatever happens to it', () => {
  /** What the outbox does, in the plainest words. */
  interface Waiting {
    readonly name: string;
    readonly channel: string;
    readonly expires: number;
  }
  type Step =
    | { readonly do: 'put' | 'flush'; readonly channel: string; readonly room: number }
    | { readonly do: 'drain' | 'abandon' }
    | { readonly do: 'advance'; readonly ms: number };

  const channel = fc.constantFrom('one', 'two');
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('put' as const), channel, room: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const), channel, room: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('drain' as const, 'abandon' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(1_500) }) },
  );
  const options = fc.record({
    capacity: fc.integer({ min: 1, max: 5 }),
    ttl: fc.nat(2_000),
    overflow: fc.constantFrom('drop-oldest' as const, 'throw' as const),
  });

  it('each message leaves exactly once, in the way and at the time that its rules say, with one timer at most', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 40 }), (settings, steps) => {
        const { outbox, time, lost } = setUp(settings);
        let model: Waiting[] = [];
        const expected: string[] = [];
        const actual: string[] = [];
        const told = () => {
          for (const [name, reason] of lost.splice(0)) actual.push(`${name} ${reason}`);
        };
        steps.forEach((current, index) => {
          const now = time.scheduler.now();
          switch (current.do) {
            case 'put': {
              const name = `m${index}`;
              const full = model.length >= settings.capacity;
              if (full && settings.overflow === 'throw') {
                expect(thrown(() => outbox.put(item(name), current.channel))).toMatchObject({
                  kind: 'queue-full',
                });
                break;
              }
              if (full) expected.push(`${model.shift()!.name} overflow`);
              model.push({ name, channel: current.channel, expires: now + settings.ttl });
              outbox.put(item(name), current.channel);
              break;
            }
            case 'flush': {
              const going = model.filter((item) => item.channel === current.channel).slice(0, current.room);
              model = model.filter((item) => !going.includes(item));
              expected.push(...going.map(({ name }) => `${name} sent`));
              let { room } = current;
              outbox.flush(current.channel, ({ text }) => {
                if (room-- <= 0) return false;
                actual.push(`${text} sent`);
                return true;
              });
              break;
            }
            case 'drain':
              expected.push(...model.map(({ name }) => `${name} drained`));
              model = [];
              actual.push(...outbox.drain().map(({ name }) => `${name} drained`));
              break;
            case 'abandon':
              expected.push(...model.map(({ name }) => `${name} failed`));
              model = [];
              outbox.abandon('failed');
              break;
            case 'advance': {
              const then = now + current.ms;
              expected.push(...model.filter(({ expires }) => expires <= then).map(({ name }) => `${name} expired`));
              model = model.filter(({ expires }) => expires > then);
              time.advance(current.ms);
              break;
            }
          }
          told();
          expect(actual).toEqual(expected);
          expect(outbox.pending).toBe(model.length > 0);
          expect(time.timers()).toBe(model.length > 0 ? 1 : 0);
        });
        expect(new Set(actual.map((line) => line.split(' ')[0])).size).toBe(actual.length);
        expect(outbox.drain().map(({ name }) => name)).toEqual(model.map(({ name }) => name));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a message on its way out', () => {
  it('is not in the outbox any more for what its sending brings about at once', () => {
    const { outbox, put, lost } = setUp({ capacity: 2 });
    put('a', 'b');
    const sent: string[] = [];
    outbox.flush(undefined, ({ name }) => {
      sent.push(name);
      if (name === 'a') put('c');
      return true;
    });
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(lost).toEqual([]);
  });

  it('is not given up as closed when its sending leads to a close', () => {
    const { outbox, put, lost } = setUp();
    put('a', 'b');
    outbox.flush(undefined, ({ name }) => {
      if (name === 'a') outbox.abandon('closed');
      return true;
    });
    expect(lost).toEqual([['b', 'closed']]);
  });
});
