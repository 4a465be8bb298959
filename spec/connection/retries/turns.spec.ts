import fc from 'fast-check';
import { map } from 'rxjs';
import { attemptBudget, type EnvironmentSignal, type TokenInput } from '../../../lib';
import { Clock } from '../../../lib/clock';
import { OfflineHint } from '../../../lib/connection/offline-hint';
import { Pacing } from '../../../lib/connection/pacing';
import { resolveBackoff } from '../../../lib/connection/retry-backoff';
import { afterEnding, freshPolicy } from '../../../lib/connection/retry-policy';
import { turnAfter, untilTurn } from '../../../lib/connection/turns';
import { ConnectionError, TokenError } from '../../../lib/errors';
import { seeded } from '../../support/seeded';
import { openClient, virtualClient, virtualWorld } from '../../support/virtual-client';
import { virtualTime } from '../../support/virtual-time';
import type { HandshakeAnswer, TokenAnswer } from '../../support/virtual-backend';

const ROUND = 95_000;
const TURN = 30_000;
const RAREST = 8;

const phase = (at: number) => ((at % ROUND) + ROUND) % ROUND;
const inTurn = (at: number) => phase(at) < TURN;

const ending = (kind: 'refused' | 'lost' | 'timeout', uptime = 0) =>
  new ConnectionError(kind, kind, { code: 1_006, reason: '', wasClean: false, uptime });
const refused = ending('refused');

const moment = fc.integer({ min: -1e6, max: 2e12 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the next turn', () => {
  it('is a moment of the first 30 s of a later round of 95 s, whatever the time', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 4, max: 500 }), chance, (at, refusals, random) => {
        const next = at + untilTurn(at, refusals, random);
        expect(inTurn(next)).toBe(true);
        const later = Math.floor(next / ROUND) - Math.floor(at / ROUND);
        expect(later).toBeGreaterThanOrEqual(1);
        expect(later).toBeLessThanOrEqual(RAREST);
      }),
    );
  });

  it('is at any of these moments', () => {
    const at = [0, 0.25, 0.5, 0.999_99].map((random) => untilTurn(0, 4, random) - ROUND);
    expect(at).toEqual([0, 7_500, 15_000, 29_999]);
  });

  /** The rounds between two attempts, on average. */
  const rounds = (refusals: number) => {
    const tries = Array.from({ length: 1_000 }, (_, n) => Math.floor(untilTurn(0, refusals, n / 1_000) / ROUND));
    return { mean: tries.reduce((sum, one) => sum + one, 0) / 1_000, most: Math.max(...tries) };
  };

  it('is in the very next round eight times in a row', () => {
    for (let refusals = 4; refusals < 12; refusals += 1) expect(rounds(refusals)).toEqual({ mean: 1, most: 1 });
  });

  it('is then further and further away, 1.3 times each time, up to the eighth round', () => {
    const means = Array.from({ length: 12 }, (_, n) => rounds(11 + n).mean);
    means.slice(1, 9).forEach((mean, n) => expect(mean).toBeGreaterThan(means[n] ?? Infinity));
    expect([12, 14, 16, 18, 19, 40, 5_000].map((refusals) => rounds(refusals).most)).toEqual([2, 3, 4, 7, 8, 8, 8]);
    expect(rounds(5_000).mean).toBeCloseTo(4.5);
  });

  it('after a time for which the backend asks is the first one that is no sooner', () => {
    fc.assert(
      fc.property(moment, chance, fc.integer({ min: 0, max: 600_000 }), (at, random, least) => {
        const wait = untilTurn(at, 4, random);
        const after = turnAfter(least, wait);
        expect(after).toBeGreaterThanOrEqual(Math.max(least, wait));
        expect(after).toBeLessThan(Math.max(least + ROUND, wait + 1));
        expect((after - wait) % ROUND).toBe(0);
      }),
    );
  });
});

describe('in whatever row of endings', () => {
  it('a wait after the fourth refusal in a row ends in a turn, with any backoff', () => {
    const unavailable = new TokenError('unavailable', 'trouble', { status: 502 });
    const others = [new TokenError('network', ''), new TokenError('rate-limited', '', { retryAfter: 70_000 })];
    const error = fc.constantFrom<Error>(refused, refused, refused, ...others, unavailable, ending('timeout'));
    const backoff = fc
      .record({
        initial: fc.integer({ min: 0, max: 120_000 }),
        max: fc.integer({ min: 0, max: 600_000 }),
        factor: fc.double({ min: 1, max: 10, noNaN: true }),
        jitter: fc.constantFrom('equal' as const, 'full' as const, 'none' as const),
      })
      .map(resolveBackoff);
    const rows = fc.array(fc.record({ error, at: moment, chance }), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(backoff, rows, (options, row) => {
        let policy = freshPolicy;
        let refusals = 0;
        for (const { error: thrown, at, chance: random } of row) {
          const [next, { delay, inTurn: waits }] = afterEnding(
            policy,
            thrown,
            { uptime: 0, at, chance: random },
            options,
          );
          if (thrown === refused) refusals += 1;
          else if (!others.some((other) => other === thrown)) refusals = 0;
          expect(waits).toBe(refusals >= 4);
          if (waits) expect(inTurn(at + delay)).toBe(true);
          policy = next;
        }
      }),
    );
  });
});

/** The pacing of a client that was refused so often, and its time. */
function pacingAfter(refusals: number, { at = 0, random = () => 0.5 } = {}) {
  const time = virtualTime(random);
  time.sleep(at);
  const clock = new Clock(time);
  const pacing = new Pacing(
    { backoff: resolveBackoff(), isFatal: (_, byDefault) => byDefault },
    new OfflineHint({ isLocal: false }),
    clock,
  );
  for (let n = 0; n < refusals; n += 1) pacing.ended(refused);
  return { time, clock, pacing };
}

describe('the time of the rounds', () => {
  it("is the wall clock's where nothing else is known", () => {
    expect(pacingAfter(3, { at: 40_000 }).pacing.ended(refused)).toMatchObject({ delay: 55_000 + 15_000 });
  });

  it('is that of the server, once a token or an error has shown it', () => {
    const { pacing } = pacingAfter(3, { at: 40_000 });
    pacing.dated(1_000 * ROUND + 10_000);
    expect(pacing.ended(refused).delay).toBe(85_000 + 15_000);
    const limited = new TokenError('rate-limited', '', { status: 429, date: 1_000 * ROUND + 90_000 });
    expect(pacing.ended(limited).delay).toBe(5_000 + 15_000);
    // An answer without a date leaves it as it is.
    pacing.dated(undefined);
    expect(pacing.ended(refused).delay).toBe(5_000 + 15_000);
  });

  it('goes on when the wall clock is set back or the machine sleeps', () => {
    const { time, clock, pacing } = pacingAfter(3, { at: 40_000 });
    pacing.dated(10_000);
    time.sleep(-1_234_567);
    // Timers read the clock often enough.
    clock.now();
    time.advance(20_000);
    expect(pacing.ended(refused).delay).toBe(ROUND - 30_000 + 15_000);
    time.sleep(40_000);
    expect(pacing.ended(refused).delay).toBe(ROUND - 70_000 + 15_000);
  });

  it.each([NaN, Infinity, 1e300, '2026', null])('is not taken from an error whose date is %p', (date) => {
    const { pacing } = pacingAfter(3, { at: 40_000 });
    const error = Object.assign(new TokenError('network', ''), { date });
    pacing.ended(error);
    expect(pacing.ended(refused).delay).toBe(55_000 + 15_000);
  });
});

describe('a client that takes turns', () => {
  type Options = NonNullable<Parameters<typeof virtualClient>[0]>;
  /** One that was refused four times, and is refused from then on; its fifth attempt is at 110 s. */
  const refusedFourTimes = (options: Options = {}, world = virtualWorld()) => {
    const client = virtualClient(options, world);
    client.backend.handshakes.push(...Array<HandshakeAnswer>(50).fill('refuse'));
    client.socket.connect();
    client.time.advance(10_000);
    expect(client.backend.fetches).toHaveLength(4);
    return client;
  };

  it('waits for the next one, and the status says until when', () => {
    const { socket, backend, time } = refusedFourTimes();
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'backoff', attempt: 5, until: 110_000 });
    time.advance(600_000);
    expect(backend.fetches.slice(4)).toEqual([110_000, 205_000, 300_000, 395_000, 490_000, 585_000]);
  });

  it("does not with 'back-off': the delays go on up to max", () => {
    const { backend, time } = refusedFourTimes({ backoff: { jitter: 'none', max: 10_000, whenRefused: 'back-off' } });
    time.advance(50_000);
    expect(backend.fetches.slice(4)).toEqual([15_160, 25_200, 35_240, 45_280, 55_320]);
  });

  it('is not disturbed by wake, by online alone, by offline, by join() or by a sleep', () => {
    const { environment, socket, backend, time, statuses } = refusedFourTimes();
    const changes = statuses.length;
    for (const signal of ['wake', 'online', 'offline', 'wake'] as const) environment.next(signal);
    socket.join('b');
    time.advance(60_000);
    time.sleep(10_000);
    time.advance(20_000);
    // Nor does a status say that the wait began anew.
    expect([backend.fetches.length, statuses.length]).toEqual([4, changes]);
  });

  it('tries at once after reconnect(), which cuts one wait, and takes the next turn after that', () => {
    const { environment, socket, backend, time } = refusedFourTimes();
    socket.reconnect();
    time.advance(1_000);
    environment.next('wake');
    time.advance(99_000);
    expect(backend.fetches.slice(4)).toEqual([10_000, 110_000]);
  });

  it('tries at once when the network is back, which cuts one wait', () => {
    const { environment, backend, time } = refusedFourTimes();
    environment.next('offline');
    time.advance(30_000);
    environment.next('online');
    time.advance(1_000);
    environment.next('online');
    time.advance(70_000);
    expect(backend.fetches.slice(4)).toEqual([40_000, 110_000]);
  });

  it('lets a turn go by for which its timers come too late', () => {
    const { backend, time } = refusedFourTimes();
    time.advance(95_000);
    time.sleep(25_000);
    // The timer fires at 135 s, when the turn is over.
    time.advance(100_000);
    expect(backend.fetches.slice(4)).toEqual([205_000]);
  });

  it('lets a turn go by in which a budget is used up', () => {
    const world = virtualWorld();
    const shared = attemptBudget(4);
    const { backend, time } = refusedFourTimes({ attemptsPerMinute: shared }, world);
    time.advance(99_000);
    for (let n = 0; n < 4; n += 1) shared.claim(time.scheduler.now());
    time.advance(200_000);
    expect(backend.fetches.slice(4)).toEqual([205_000, 300_000]);
  });

  it('waits for the first turn after the time for which a rate limit asks', () => {
    const { backend, time, socket } = refusedFourTimes();
    backend.tokenAnswers.push({ kind: 'status', status: 429, retryAfter: '150' });
    time.advance(101_000);
    expect(socket.status).toMatchObject({ reason: 'rate-limited', until: 300_000 });
    time.advance(200_000);
    expect(backend.fetches.slice(4)).toEqual([110_000, 300_000]);
  });

  it('does so no longer once the backend is in trouble: then its delays are the ordinary ones', () => {
    const { backend, time } = refusedFourTimes();
    backend.tokenAnswers.push({ kind: 'status', status: 503 });
    time.advance(200_000);
    expect(backend.fetches.slice(4)).toEqual([110_000, 126_020, 156_060, 186_100]);
  });

  it('does so beside an open connection, too', () => {
    const { backend, time, socket, environment } = openClient();
    backend.handshakes.push(...Array<HandshakeAnswer>(6).fill('refuse'));
    socket.reconnect();
    time.advance(50_000);
    environment.next('wake');
    time.advance(200_000);
    expect(backend.fetches.slice(5)).toEqual([110_000, 205_000]);
  });

  it("takes those of the server's clock where the token comes with its date", () => {
    const world = virtualWorld();
    // 37 s behind: a turn of the server begins when 132 s have gone by here.
    const header = () => new Date(1_000 * ROUND + world.time.scheduler.now() - 37_000).toUTCString();
    const token = world.backend.token$.pipe(
      map((input): TokenInput => ({ ...(input as object), date: header() }) as unknown as TokenInput),
    );
    const { backend, time } = refusedFourTimes({ token }, world);
    time.advance(300_000);
    // A header has whole seconds, and none of these clients is asked for more.
    for (const at of backend.fetches.slice(4)) expect(Math.abs(phase(at) - 37_000 - 15_000)).toBeLessThanOrEqual(1_000);
    expect(backend.fetches.length).toBeGreaterThan(6);
  });
});

describe('no attempt of a client that takes turns', () => {
  type Step =
    | { readonly do: 'wait' | 'sleep' | 'set back'; readonly ms: number }
    | { readonly do: 'reconnect' | 'join' | 'drop' }
    | { readonly do: 'signal'; readonly signal: EnvironmentSignal }
    | { readonly do: 'token'; readonly answer: TokenAnswer }
    | { readonly do: 'handshakes'; readonly answers: readonly HandshakeAnswer[] };

  const refusals = fc.constant<Step>({ do: 'handshakes', answers: Array<HandshakeAnswer>(4).fill('refuse') });
  const ms = (max: number) => fc.integer({ min: 1, max });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: ms(120_000) }) },
    { weight: 4, arbitrary: refusals },
    fc.record({ do: fc.constantFrom('sleep' as const, 'set back' as const), ms: ms(300_000) }),
    fc.record({ do: fc.constantFrom('reconnect' as const, 'join' as const, 'drop' as const) }),
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('signal' as const),
        signal: fc.constantFrom<EnvironmentSignal>('wake', 'wake', 'online', 'offline', 'suspend'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('token' as const),
        answer: fc.constantFrom<TokenAnswer>(
          { kind: 'network' },
          { kind: 'hang' },
          { kind: 'status', status: 429, retryAfter: '100' },
          { kind: 'status', status: 403, body: 'Rate limit exceeded' },
          { kind: 'status', status: 503 },
        ),
      }),
    },
    fc.record({
      do: fc.constant('handshakes' as const),
      answers: fc.array(fc.constantFrom<HandshakeAnswer>('refuse', 'refuse', 'refuse', 'open', 'hang'), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  );

  /** Runs the steps; what is wrong, and how many attempts were made in turns. */
  function run(steps: readonly Step[], seed: number) {
    const world = virtualWorld(seeded(seed));
    const { time, backend, environment, socket } = virtualClient({ attemptsPerMinute: 3, backoff: {} }, world);
    const wrongs: string[] = [];
    let [inRow, cut, cutAt, offline, turns] = [0, false, NaN, false, 0];
    const cutNow = () => {
      cut = true;
      // What was overdue ends first, within the call, and the attempt of the call follows it.
      cutAt = time.scheduler.now();
    };
    // What fails while the host is offline says nothing about the backend, and does not count.
    const ended = (counts: number) => {
      if (!offline) inRow = counts;
      cut = false;
    };
    socket.events$.subscribe((event) => {
      const now = time.scheduler.now();
      if (event.type === 'ended') {
        ended(event.error.kind === 'refused' ? inRow + 1 : 0);
        // A stable connection that is lost while the host is offline begins the count anew.
        if (event.error.uptime > 0) inRow = 0;
      }
      // A connection is open, or the count begins anew: what comes after is judged from there.
      else if (
        ['open', 'rotating', 'idle'].includes(event.type) ||
        (event.type === 'paused' && event.reason === 'suspended')
      ) {
        inRow = 0;
        // A connection that opens proves the host wrong.
        if (event.type === 'open') offline = false;
      } else if (event.type === 'token') {
        if (inRow >= 4 && !cut && now !== cutAt && !inTurn(now))
          wrongs.push(`out of turn at ${now}, ${phase(now)} into its round`);
        if (inRow >= 4 && !cut) turns += 1;
        cut = false;
      }
    });
    socket.faults$.subscribe((fault) => {
      if (fault.type === 'token') ended(fault.error.kind === 'unavailable' ? 0 : inRow);
    });
    socket.connect();
    for (const one of steps) {
      switch (one.do) {
        case 'wait':
          time.advance(one.ms);
          break;
        case 'sleep':
          time.sleep(one.ms);
          break;
        case 'set back':
          time.sleep(-one.ms);
          break;
        case 'join':
          socket.join(socket.status.state === 'open' ? 'a' : 'b');
          break;
        case 'drop':
          backend.drop();
          break;
        case 'token':
          backend.tokenAnswers.push(one.answer);
          break;
        case 'handshakes':
          backend.handshakes.push(...one.answers);
          break;
        case 'reconnect':
          cutNow();
          socket.reconnect();
          break;
        case 'signal':
          if (one.signal === 'online' && offline) cutNow();
          if (one.signal === 'online' || one.signal === 'offline') offline = one.signal === 'offline';
          environment.next(one.signal);
      }
    }
    socket.close();
    return { wrongs, turns };
  }

  it('lies out of its turn, whatever happens, but for those that reconnect() or the network cut', () => {
    let turns = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), fc.nat(), (steps, seed) => {
        const ran = run([{ do: 'handshakes', answers: Array<HandshakeAnswer>(6).fill('refuse') }, ...steps], seed);
        turns += ran.turns;
        expect(ran.wrongs).toEqual([]);
      }),
      { numRuns: 200 },
    );
    // The property would hold of clients that never take turns.
    expect(turns).toBeGreaterThan(200);
  });
});
