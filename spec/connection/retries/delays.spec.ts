import { defer, throwError } from 'rxjs';
import { LONGEST_TIMER } from '../../../lib/checks';
import { TokenError, type AttemptBudget, type GatewaySocketConfig } from '../../../lib';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';
import { words } from '../../support/words';

/** No timer of the client is ever set for longer, so none can be longer than what a host's timer holds. */
const TICK = 30_000;

/** Two hours. */
const LONG = 7_200_000;

/** A client, and every delay that a timer of its host was set for (the backend's are of a few ms). */
function watched(options: Partial<GatewaySocketConfig>) {
  const world = virtualWorld();
  const { time } = world;
  const delays: number[] = [];
  const schedule = time.scheduler.schedule.bind(time.scheduler);
  time.scheduler.schedule = (work: never, delay = 0, state?: never) => {
    delays.push(delay);
    // As every host: a timer of more than 31 bits fires at once.
    return schedule(work, delay > LONGEST_TIMER ? 1 : delay, state);
  };
  const client = virtualClient(options, world);
  return { ...client, delays };
}

/** A budget that answers so the first time, and then lets everything pass. */
function answering(answer: unknown): { readonly budget: AttemptBudget; readonly asked: () => number } {
  let asked = 0;
  const claim = () => (asked++ === 0 ? (answer as number) : 0);
  return { budget: { claim }, asked: () => asked };
}

describe('a budget of the application that asks for a delay of', () => {
  it.each([
    ['Infinity', Infinity],
    ['more than any clock holds', Number.MAX_VALUE],
    ['more than a timer holds', 2 ** 31],
    ['a day', 86_400_000],
  ])('%s is asked again after ten minutes, and neither before nor never', (_name, delay) => {
    const { budget, asked } = answering(delay);
    const { time, backend, socket, delays } = watched({ attemptsPerMinute: budget });
    socket.connect();
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'budget', delay: 600_000, until: 600_000 });
    time.advance(599_999);
    expect([asked(), backend.fetches.length]).toEqual([1, 0]);
    time.advance(1);
    expect([asked(), socket.status.state]).toEqual([2, 'authorizing']);
    expect(Math.max(...delays)).toBeLessThanOrEqual(TICK);
  });

  it('Infinity each time is asked every ten minutes', () => {
    let asked = 0;
    const claim = () => {
      asked += 1;
      return Infinity;
    };
    const { time, socket, delays } = watched({ attemptsPerMinute: { claim } });
    socket.connect();
    time.advance(LONG);
    expect([asked, socket.status.state]).toEqual([LONG / 600_000 + 1, 'waiting']);
    expect(Math.max(...delays)).toBeLessThanOrEqual(TICK);
  });

  it.each([
    ['a negative number', -1],
    ['-Infinity', -Infinity],
    ['-0', -0],
  ])('%s lets the attempt pass: that time is over', (_name, delay) => {
    const { budget, asked } = answering(delay);
    const { socket } = watched({ attemptsPerMinute: budget });
    socket.connect();
    expect([asked(), socket.status.state]).toEqual([1, 'authorizing']);
  });

  it.each([
    ['NaN', NaN, 'NaN'],
    ['nothing', undefined, 'undefined'],
    ['a text', '1000', "'1000'"],
    ['a promise', Promise.resolve(0), 'an object'],
  ])('%s is a ConfigError, and no endless run of attempts', (_name, delay, shown) => {
    const { budget, asked } = answering(delay);
    const { time, backend, socket, timers } = watched({ attemptsPerMinute: budget });
    socket.connect();
    time.advance(LONG);
    expect([asked(), backend.fetches.length, timers()]).toEqual([1, 0, 0]);
    expect(socket.status).toMatchObject({
      state: 'failed',
      cause: { name: 'ConfigError', option: 'attemptsPerMinute' },
    });
    const message = socket.status.state === 'failed' ? socket.status.cause.message : '';
    expect(message).toMatch(words(`a number of ms; got ${shown}`));
  });

  it('NaN during a rotation is a fault, and the open connection lives on', () => {
    let answer = 0;
    const { time, backend, socket, faults } = openClient({ attemptsPerMinute: { claim: () => answer } });
    answer = NaN;
    socket.reconnect();
    time.advance(60_000);
    expect(faults).toMatchObject([{ type: 'config', error: { option: 'attemptsPerMinute' } }]);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 1]);
  });

  it('nothing, because it throws, is a ConfigError that names it', () => {
    const cause = new Error('a mistake');
    const claim = () => {
      throw cause;
    };
    const { socket } = watched({ attemptsPerMinute: { claim } });
    socket.connect();
    expect(socket.status).toMatchObject({ state: 'failed', cause: { option: 'attemptsPerMinute', cause } });
  });
});

describe('no other delay is longer than it may be, nor less than none, whatever its source', () => {
  const limited = (retryAfter: string) => ({
    status: 429,
    headers: { get: (name: string) => headers(name, retryAfter) },
  });
  const headers = (name: string, retryAfter: string) => (name === 'Retry-After' ? retryAfter : null);

  it.each<readonly [string, unknown]>([
    ['a Retry-After of 24 days', limited('2147483')],
    ['a Retry-After of over 2^31 ms', limited('2147484')],
    ['a Retry-After of 300 digits', limited('9'.repeat(300))],
    ['a Retry-After of 400 digits, which is no number', limited('9'.repeat(400))],
    ['a date a thousand years from now', limited('Fri, 31 Dec 2999 23:59:59 GMT')],
    ['a TokenError that waits for ever', new TokenError('rate-limited', 'no', { retryAfter: Infinity })],
    ['a TokenError that waits for no number', new TokenError('rate-limited', 'no', { retryAfter: NaN })],
    ['a TokenError that waits for less than nothing', new TokenError('rate-limited', 'no', { retryAfter: -1e9 })],
    ['one in trouble that waits for ever', new TokenError('unavailable', 'no', { retryAfter: Infinity })],
    ['one in trouble that waits for less than nothing', new TokenError('unavailable', 'no', { retryAfter: -1e9 })],
  ])('%s', (_name, error) => {
    const times: number[] = [];
    const { time, socket, statuses, delays } = watched({
      token: defer(() => {
        times.push(time.scheduler.now());
        return throwError(() => error);
      }),
    });
    socket.connect();
    time.advance(LONG);
    const waits = statuses.flatMap((status) => (status.state === 'waiting' ? [status.delay] : []));
    expect(Math.max(...waits)).toBeLessThanOrEqual(600_000 + TICK);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(TICK);
    expect(times.length).toBeGreaterThanOrEqual(LONG / (600_000 + TICK) - 1);
    expect(times.length).toBeLessThanOrEqual(LONG / 1_000);
  });

  it.each(['2147483', '2147490', '4294968', '9'.repeat(30)])(
    'a Retry-After of %s s does not make a loop of those who come and leave meanwhile',
    (seconds) => {
      const token = defer(() => throwError(() => limited(seconds)));
      const { time, socket, events } = watched({ token, linger: 0 });
      for (let n = 0; n < 3; n += 1) {
        const user = socket.connect();
        time.advance(2_000);
        user.unsubscribe();
        // The next one starts afresh, and meets the limit that the one before was told.
        time.advance(1);
        expect(socket.status.state).toBe('idle');
      }
      socket.connect();
      expect(events.length).toBeLessThan(20);
      expect(socket.status).toMatchObject({ state: 'waiting', reason: 'rate-limited' });
    },
  );

  it.each<readonly [string, Partial<GatewaySocketConfig>]>([
    ['limits of no end', { limits: { idle: Infinity, age: Infinity } }],
    ['limits that no clock holds', { limits: { idle: Number.MAX_VALUE, age: Number.MAX_VALUE } }],
    ['limits of more than a timer holds', { limits: { idle: 2 ** 31, age: 2 ** 40 } }],
    ['the longest of every duration', longest()],
  ])('%s', (_name, options) => {
    const { time, backend, socket, delays } = watched(options);
    socket.connect();
    time.advance(LONG);
    expect([socket.status.state, backend.sockets.length]).toEqual(['open', 1]);
    socket.request('say', { n: 1 }, { timeout: Number.MAX_VALUE }).subscribe();
    time.advance(LONG);
    expect([Math.max(...delays) <= TICK, Math.min(...delays) >= 0]).toEqual([true, true]);
  });

  function longest(): Partial<GatewaySocketConfig> {
    const most = 2 ** 31 - 1;
    return {
      tokenTimeout: most,
      openTimeout: most,
      requestTimeout: most,
      linger: most,
      outbox: { ttl: most },
      limits: false,
      rotation: { ahead: most, idleAhead: most, spread: most, overlap: most },
      keepAlive: { name: 'ping', every: most, timeout: most },
      backoff: { initial: most, max: most, minUptime: most },
    };
  }
});
