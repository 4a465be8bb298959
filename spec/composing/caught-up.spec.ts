import { EMPTY, map, Observable, of, Subject, throwError, timer } from 'rxjs';
import { caughtUp, type CaughtUpOptions, type Opened } from '../../lib';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { unhandledIn } from '../support/unhandled';
import { openClient } from '../support/virtual-client';
import { virtualTime } from '../support/virtual-time';
import { words } from '../support/words';

interface Line {
  readonly id: number | string;
  readonly text?: string;
}

const line = (id: number | string, text?: string): Line => (text === undefined ? { id } : { id, text });
const lines = (...ids: readonly (number | string)[]): readonly Line[] => ids.map((id) => line(id));

const first: Opened = { count: 1, reconnected: false, rotated: false, downtime: 0, channel: 'a' };
const again: Opened = { ...first, count: 2, reconnected: true, downtime: 500 };
const rotated: Opened = { ...first, count: 2, rotated: true };

/** A stream with its sources in the hands of the test. */
function stream(options: Partial<CaughtUpOptions<Line>> = {}) {
  const time = virtualTime();
  const live$ = new Subject<Line>();
  const opened$ = new Subject<Opened>();
  const asked: (Line | undefined)[] = [];
  const gaps: unknown[] = [];
  const answers: Observable<readonly Line[]>[] = [];
  const caughtUp$ = caughtUp<Line>(
    {
      live$,
      opened$,
      fetch: (last) => {
        asked.push(last);
        return answers.shift() ?? of([]);
      },
      key: ({ id }) => id,
      onGap: (error) => gaps.push(error),
      ...options,
    },
    time,
  );
  const seen = recorded(caughtUp$);
  return { time, live$, opened$, asked, gaps, answers, caughtUp$, seen, ids: () => seen.values.map(({ id }) => id) };
}

/** A history that takes a second. */
const late = (history: readonly Line[], ms = 1_000) => timer(ms).pipe(map(() => history));

describe('caughtUp()', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('emits the history first, then what came meanwhile and is not in it, then what comes', () => {
    const { live$, opened$, answers, ids } = stream();
    answers.push(late(lines(1, 2, 3)));
    opened$.next(first);
    for (const id of [3, 4]) live$.next(line(id));
    expect(ids()).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(ids()).toEqual([1, 2, 3, 4]);
    for (const id of [4, 6, 5]) live$.next(line(id));
    expect(ids()).toEqual([1, 2, 3, 4, 6, 5]);
  });

  it('sorts the history with what waited, if an order is given, and nothing later', () => {
    const { live$, opened$, answers, ids } = stream({ order: (one, other) => Number(one.id) - Number(other.id) });
    answers.push(late(lines(1, 4)));
    opened$.next(first);
    for (const id of [5, 3]) live$.next(line(id));
    jest.advanceTimersByTime(1_000);
    for (const id of [7, 6]) live$.next(line(id));
    expect(ids()).toEqual([1, 3, 4, 5, 7, 6]);
  });

  it('subscribes to what is live before it fetches', () => {
    const order: string[] = [];
    caughtUp<Line>({
      live$: new Observable(() => {
        order.push('live');
      }),
      opened$: of(first),
      fetch: () => {
        order.push('fetch');
        return of([]);
      },
      key: ({ id }) => id,
    }).subscribe();
    expect(order).toEqual(['live', 'fetch']);
  });

  it('fetches on the first opening, even one that rotated, after a gap, and not after a rotation', () => {
    const { live$, opened$, asked } = stream();
    opened$.next(rotated);
    live$.next(line(7));
    opened$.next(rotated);
    expect(asked).toEqual([undefined]);
    opened$.next(again);
    expect(asked).toEqual([undefined, line(7)]);
  });

  it('fetches after a rotation that took the place of a connection that may have been dead', () => {
    const { opened$, asked } = stream();
    opened$.next(first);
    opened$.next({ ...rotated, downtime: 60_000 });
    expect(asked).toHaveLength(2);
  });

  it('starts anew for another channel: last, keys and what waited are forgotten', () => {
    const { live$, opened$, answers, asked, ids } = stream();
    opened$.next(first);
    live$.next(line(1));
    answers.push(late(lines(2)), late(lines(1, 5)));
    opened$.next(again);
    live$.next(line(3));
    opened$.next({ ...rotated, channel: 'b' });
    live$.next(line(6));
    jest.advanceTimersByTime(5_000);
    expect([asked, ids()]).toEqual([
      [undefined, line(1), undefined],
      [1, 1, 5, 6],
    ]);
  });

  it('cancels the fetch of an older opening, and a rotation does not', () => {
    const { live$, opened$, answers, ids } = stream();
    const [older$, newer$] = [new Subject<readonly Line[]>(), new Subject<readonly Line[]>()];
    answers.push(older$, newer$);
    opened$.next(first);
    live$.next(line(3));
    opened$.next(again);
    expect([older$.observed, newer$.observed]).toEqual([false, true]);
    opened$.next(rotated);
    expect(newer$.observed).toBe(true);
    newer$.next(lines(1, 2));
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('tries a fetch that fails three times more, then emits what waited, and tells of the gap', () => {
    const { time, live$, opened$, answers, asked, gaps, ids } = stream();
    const error = new Error('503');
    answers.push(...Array.from({ length: 4 }, () => throwError(() => error)), of(lines(1, 2)));
    opened$.next(first);
    live$.next(line(2));
    time.advance(60_000);
    expect([asked.length, gaps, ids()]).toEqual([4, [error], [2]]);
    // The next one is asked for what is missing, and not for what came after the gap.
    opened$.next(again);
    expect([asked.at(-1), ids()]).toEqual([undefined, [2, 1]]);
  });

  it.each([
    [0, 1],
    [1, 2],
  ])('with %i retries it fetches %i times', (retries, times) => {
    const { time, opened$, answers, asked } = stream({ retries });
    answers.push(...Array.from({ length: 4 }, () => throwError(() => new Error('503'))));
    opened$.next(first);
    time.advance(600_000);
    expect(asked).toHaveLength(times);
  });

  it('knows the last `remember` keys, and those of the last history however long it is', () => {
    const { live$, opened$, answers, ids } = stream({ remember: 2 });
    answers.push(of(lines(1, 2, 3, 4)), of(lines(1, 2, 3, 4, 5, 6)), of([]));
    opened$.next(first);
    for (const id of [5, 6]) live$.next(line(id));
    opened$.next(again);
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6]);
    opened$.next(again);
    live$.next(line(7));
    for (const id of [6, 7, 1]) live$.next(line(id));
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 1]);
  });

  it('knows the keys of the last history through a fetch that fails, so that the next history doubles nothing', () => {
    const { live$, opened$, answers, gaps, ids } = stream({ remember: 2, retries: 0 });
    answers.push(
      of(lines(1, 2, 3, 4)),
      throwError(() => '503'),
      of(lines(1, 2, 3, 4, 5, 6)),
    );
    for (const opened of [first, again]) opened$.next(opened);
    live$.next(line(6));
    opened$.next(again);
    expect([gaps, ids()]).toEqual([['503'], [1, 2, 3, 4, 6, 5]]);
  });

  it('takes 1 and "1" for the same key: an id may be a text in JSON', () => {
    const { live$, opened$, answers, ids } = stream();
    answers.push(of(lines(1)));
    opened$.next(first);
    live$.next(line('1'));
    expect(ids()).toEqual([1]);
  });

  it('emits what waits when the live stream ends, and cancels the fetch', () => {
    for (const end of ['complete', 'error'] as const) {
      const { live$, opened$, answers, seen, ids } = stream();
      const history$ = new Subject<readonly Line[]>();
      answers.push(history$);
      opened$.next(first);
      live$.next(line(1));
      if (end === 'complete') live$.complete();
      else live$.error('failed');
      expect([ids(), seen.completed, seen.errors]).toEqual([
        [1],
        end === 'complete',
        end === 'error' ? ['failed'] : [],
      ]);
      expect(history$.observed).toBe(false);
    }
  });

  it('ends with its subscriber, in the middle of a history too', () => {
    const { live$, opened$, caughtUp$, answers } = stream();
    const seen: unknown[] = [];
    answers.push(of([]), of(lines(1, 2)));
    const subscription = caughtUp$.subscribe(({ id }) => {
      seen.push(id);
      subscription.unsubscribe();
    });
    opened$.next(first);
    live$.next(line(3));
    expect(seen).toEqual([1]);
  });

  it.each<[string, (sources: ReturnType<typeof stream>) => void, readonly (number | string)[]]>([
    ['a message', ({ live$ }) => live$.next(line(4)), [1, 2, 3, 4]],
    ['a gap', ({ opened$ }) => opened$.next(again), [1, 2, 7, 3]],
    ['another channel', ({ opened$ }) => opened$.next({ ...again, channel: 'b' }), [1, 2, 1, 7]],
  ])('keeps the order when an observer causes %s in the middle of a history', (_what, cause, expected) => {
    const sources = stream();
    const seen: unknown[] = [];
    sources.seen.stop();
    sources.answers.push(of(lines(1, 2, 3)), of(lines(1, 7)));
    let caused = false;
    sources.caughtUp$.subscribe(({ id }) => {
      seen.push(id);
      if (id !== 2 || caused) return;
      caused = true;
      cause(sources);
    });
    sources.opened$.next(first);
    expect(seen).toEqual(expected);
  });

  it('has a state of its own for each subscription', () => {
    const { opened$, caughtUp$, answers, ids } = stream();
    const second = recorded(caughtUp$);
    answers.push(of(lines(1)), of(lines(1)));
    opened$.next(first);
    expect([ids(), second.values]).toEqual([[1], lines(1)]);
  });
});

describe('caughtUp() on a socket', () => {
  it('opens the connection, and fetches what a sleep missed although the dead connection was replaced in a rotation', () => {
    const { time, backend, socket, broadcast } = openClient();
    const fetched: unknown[] = [];
    const seen = recorded(
      caughtUp({
        live$: socket.on('number'),
        opened$: socket.opened$,
        fetch: (last) => {
          fetched.push(last?.n);
          return last ? [[{ type: 'number' as const, n: 2 }]] : [[]];
        },
        key: ({ n }) => n,
      }),
    );
    broadcast(1);
    time.advance(1_000);
    // The connection dies while the machine sleeps.
    backend.freeze();
    time.sleep(600_000);
    time.advance(60_000);
    broadcast(3);
    time.advance(1_000);
    expect([fetched, seen.values.map(({ n }) => n)]).toEqual([
      [undefined, 1],
      [1, 2, 3],
    ]);
  });

  it('fetches nothing in a rotation', () => {
    const { time, socket } = openClient();
    let fetched = 0;
    const fetch = () => {
      fetched += 1;
      return of([]);
    };
    caughtUp({ live$: socket.on('number'), opened$: socket.opened$, fetch, key: ({ n }) => n }).subscribe();
    for (let i = 0; i < 3; i += 1) {
      socket.reconnect();
      time.advance(60_000);
    }
    expect(fetched).toBe(1);
  });
});

describe('bad input of caughtUp()', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('nothing in the place of its options is a ConfigError at once', () => {
    const message = expect.stringMatching(words('caughtUp: must be an object; got undefined.'));
    expect(thrown(() => caughtUp(undefined as never))).toMatchObject({ name: 'ConfigError', message });
  });

  it.each([
    [{ live$: undefined }, 'caughtUp.live$: must be an Observable; got undefined.'],
    [{ opened$: {} }, 'caughtUp.opened$: must be an Observable; got an object.'],
    [{ fetch: [] }, 'caughtUp.fetch: must be a function; got an array.'],
    [{ key: 'id' }, "caughtUp.key: must be a function; got 'id'."],
    [{ order: 'asc' }, "caughtUp.order: must be a function; got 'asc'."],
    [{ onGap: 1 }, 'caughtUp.onGap: must be a function; got 1.'],
    [{ remember: 0 }, 'caughtUp.remember: must be a whole number of at least 1; got 0.'],
    [{ retries: -1 }, 'caughtUp.retries: must be a whole number of at least 0, or Infinity; got -1.'],
  ])('%j is a ConfigError at once', (wrong, problem) => {
    const message = expect.stringMatching(words(problem));
    expect(thrown(() => stream(wrong as never))).toMatchObject({ name: 'ConfigError', message });
  });

  it.each<[string, () => unknown, string]>([
    ['an object', () => of({ messages: [] }), 'got an object.'],
    ['a page', () => of('<html>planted-5ecret'), "got 'a text'."],
    ['nothing', () => EMPTY, 'got undefined.'],
  ])('a fetch that gives %s is told, and the stream goes on', (_what, fetch, got) => {
    const { time, live$, opened$, gaps, ids } = stream({ fetch: fetch as never });
    opened$.next(first);
    live$.next(line(1));
    time.advance(60_000);
    live$.next(line(2));
    expect(gaps).toMatchObject([
      {
        name: 'ConfigError',
        message: expect.stringMatching(
          words(`caughtUp.fetch: must be a function with a stream or a Promise of a list as its result; ${got}`),
        ),
      },
    ]);
    expect(ids()).toEqual([1, 2]);
  });

  it.each<[string, () => unknown]>([
    ['throws', () => thrown(() => null)],
    ['returns nothing', () => undefined],
  ])('a fetch that %s is a fetch that failed', (_what, fetch) => {
    const { time, live$, opened$, gaps, ids } = stream({ fetch: fetch as never });
    opened$.next(first);
    live$.next(line(1));
    time.advance(60_000);
    expect([gaps.length, ids()]).toEqual([1, [1]]);
  });

  it.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'returned undefined.'],
    ['null', () => null, 'returned null.'],
    ['an empty text', () => '', "returned ''."],
    ['no number', () => NaN, 'returned NaN.'],
    ['an object', () => ({}), 'returned an object.'],
  ])('a key that is %s is told once, and the messages are emitted', (_what, key, returned) => {
    const { live$, opened$, answers, gaps, ids } = stream({ key: key as never });
    answers.push(of(lines(1, 2)));
    opened$.next(first);
    live$.next(line(3));
    expect(gaps).toMatchObject([
      {
        name: 'ConfigError',
        option: 'caughtUp.key',
        message: expect.stringMatching(
          words(
            `caughtUp.key: must return a non-empty text or a number; ${returned} Such a message may be emitted twice.`,
          ),
        ),
      },
    ]);
    expect(ids()).toEqual([1, 2, 3]);
  });

  it('a key that throws is told once, and the messages are emitted', () => {
    const cause = new Error('mine');
    const key = () => {
      throw cause;
    };
    const { live$, gaps, ids } = stream({ key });
    for (const id of [1, 2]) live$.next(line(id));
    expect(gaps).toMatchObject([{ message: expect.stringMatching(words('caughtUp.key: the function threw.')), cause }]);
    expect(ids()).toEqual([1, 2]);
  });

  it.each<[string, (sources: ReturnType<typeof stream>) => void]>([
    [
      'live',
      ({ live$ }) => {
        for (const text of ['a', 'b']) live$.next(line(7, text));
      },
    ],
    [
      'of a history',
      ({ opened$, answers }) => {
        answers.push(of([line(7, 'a'), line(7, 'b')]));
        opened$.next(first);
      },
    ],
  ])('two different messages %s with one key are told once, and both are emitted', (_what, cause) => {
    const sources = stream();
    cause(sources);
    expect(sources.gaps).toMatchObject([
      { option: 'caughtUp.key', message: expect.stringMatching(words("returned '7' for two different messages")) },
    ]);
    expect(sources.seen.values.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('a message of the history and its live copy may differ, and a copy is no different message', () => {
    const { live$, opened$, answers, gaps, seen } = stream();
    answers.push(of([line(1, 'as it was saved')]));
    opened$.next(first);
    for (const text of ['as it was sent', 'as it was sent']) live$.next(line(1, text));
    expect([gaps, seen.values]).toEqual([[], [line(1, 'as it was saved')]]);
  });

  it('messages that have no JSON are known by their keys alone, and hold up nothing', () => {
    const { live$, opened$, answers, gaps, seen } = stream();
    const amount = { id: 1, amount: 1n };
    answers.push(late([]));
    opened$.next(first);
    for (const one of [amount, { ...amount }, line(2)]) live$.next(one);
    jest.advanceTimersByTime(1_000);
    expect([gaps, seen.values]).toEqual([[], [amount, line(2)]]);
  });

  it('an order that throws is told, and what waits is emitted as it came', () => {
    const order = () => thrown(() => null) as never;
    const { opened$, answers, gaps, ids } = stream({ order });
    answers.push(of(lines(2, 1)));
    opened$.next(first);
    expect(gaps).toMatchObject([{ message: expect.stringMatching(words('caughtUp.order: the function threw.')) }]);
    expect(ids()).toEqual([2, 1]);
  });

  it('an onGap that throws is an unhandled error, and the stream goes on', () => {
    jest.useRealTimers();
    const cause = new Error('mine');
    const onGap = () => {
      throw cause;
    };
    const { live$, ids } = stream({ onGap, key: () => undefined as never });
    const unhandled = unhandledIn(() => {
      for (const id of [1, 2]) live$.next(line(id));
    });
    expect([unhandled, ids()]).toEqual([[cause], [1, 2]]);
  });

  it('without onGap a gap is a warning on the console, without a token', () => {
    const warned = jest.spyOn(console, 'warn').mockReturnValue();
    const { time, opened$ } = stream({
      onGap: undefined,
      retries: 0,
      fetch: () => throwError(() => new Error('503 of https://example.com/?ws_token=planted-5ecret')),
    });
    opened$.next(first);
    time.advance(10);
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/^rx-gateway-socket: caughtUp\(\): Error: 503 of/)]]);
    expect(String(warned.mock.calls)).not.toContain('planted');
    warned.mockRestore();
  });
});
