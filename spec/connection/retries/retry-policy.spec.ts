import fc from 'fast-check';
import { LONGEST_TIMER } from '../../../lib/checks';
import { Clock } from '../../../lib/clock';
import { OfflineHint } from '../../../lib/connection/offline-hint';
import { Pacing } from '../../../lib/connection/pacing';
import { REFUSALS } from '../../../lib/connection/refusals';
import { resolveBackoff, type Backoff, type BackoffOptions } from '../../../lib/connection/retry-backoff';
import {
  afterEnding,
  afterOpening,
  beforeRotation,
  freshPolicy,
  goingOn,
  uptimeOf,
  type Policy,
} from '../../../lib/connection/retry-policy';
import { ConnectionError, TokenError, type GatewaySocketError } from '../../../lib/errors';
import { virtualTime } from '../../support/virtual-time';

const backoffOf = (options: BackoffOptions = {}): Backoff => resolveBackoff({ jitter: 'none', ...options });

const ending = (kind: 'refused' | 'lost' | 'timeout', uptime = 0) =>
  new ConnectionError(kind, kind, { code: 1_006, reason: '', wasClean: false, uptime });
const refused = ending('refused');
const lost = ending('lost', 60_000);
const noToken = new TokenError('network', 'network');
const limited = new TokenError('rate-limited', 'limited', { status: 403 });
const unavailable = new TokenError('unavailable', 'unavailable', { status: 503 });
const forbidden = new TokenError('forbidden', 'forbidden');
const once = (kind: string) => ({ kind, times: 1 });

/** A moment that is 40 s into a round of 95 s, and how long it is to the beginning of the next one. */
const AT = 1_000 * 95_000 + 40_000;
const TURN = 55_000;

const policyOf = (policy: Partial<Policy>): Policy => ({ ...freshPolicy, ...policy });

describe('after an ending', () => {
  type Row = readonly [string, Partial<Policy>, unknown, number, Partial<Policy>, number, ('refused' | 'denied')?];
  // prettier-ignore
  const rows: readonly Row[] = [
    ['the first attempt fails', {}, noToken, 0, { attempts: 1, delays: 1, denial: once('network') }, 1_000],
    ['the second one', { attempts: 1, delays: 1 }, noToken, 0, { attempts: 2, delays: 2, denial: once('network') }, 2_000],
    ['the sixth one: the ceiling', { attempts: 5, delays: 5 }, noToken, 0, { attempts: 6, delays: 6, denial: once('network') }, 30_000],
    ['an opening that was not stable goes on', { attempts: 2, delays: 2 }, lost, 4_999, { attempts: 3, delays: 3 }, 4_000],
    ['a stable one starts again', { attempts: 2, delays: 2 }, lost, 5_000, { attempts: 0, delays: 1 }, 1_000],
    ['not a stable one beside which attempts never opened', { attempts: 2, delays: 2, unopened: 1 }, lost, 60_000, { attempts: 3, delays: 3, unopened: 1 }, 4_000],
    ['nor are the refusals beside it over', { attempts: 8, delays: 8, refusals: 8, unopened: 8 }, lost, 60_000, { attempts: 9, delays: 9, refusals: 8, unopened: 8 }, TURN],
    ['a second refusal', { attempts: 1, delays: 1, refusals: 1 }, refused, 0, { attempts: 2, delays: 2, refusals: 2 }, 2_000],
    ['a third refusal is told', { attempts: 2, delays: 2, refusals: 2 }, refused, 0, { attempts: 3, delays: 3, refusals: 3 }, 4_000, 'refused'],
    ['a fourth one is not told again, and waits for a turn', { attempts: 3, delays: 3, refusals: 3 }, refused, 0, { attempts: 4, delays: 4, refusals: 4 }, TURN],
    ['and so does a token that fails meanwhile', { attempts: 4, delays: 4, refusals: 4 }, noToken, 0, { attempts: 5, delays: 5, refusals: 4, denial: once('network') }, TURN],
    ['and one that is rate-limited', { attempts: 4, delays: 4, refusals: 4 }, limited, 0, { attempts: 5, delays: 5, refusals: 4, denial: once('rate-limited') }, TURN],
    ['a backend in trouble starts the count of refusals again', { attempts: 4, delays: 4, refusals: 4 }, unavailable, 0, { attempts: 5, delays: 5, refusals: 0, denial: once('unavailable') }, 16_000],
    ['and so does a handshake without an answer', { attempts: 4, delays: 4, refusals: 4 }, ending('timeout'), 0, { attempts: 5, delays: 5, refusals: 0 }, 16_000],
    ['and a connection that opened, however short', { attempts: 4, delays: 4, refusals: 4 }, ending('lost', 1), 1, { attempts: 5, delays: 5, refusals: 0 }, 16_000],
    ['a failed token between refusals is no handshake', { attempts: 2, delays: 2, refusals: 2 }, noToken, 0, { attempts: 3, delays: 3, refusals: 2, denial: once('network') }, 4_000],
    ['a handshake without an answer is no refusal', { attempts: 2, delays: 2, refusals: 2 }, ending('timeout'), 0, { attempts: 3, delays: 3, refusals: 0 }, 4_000],
    ['a second token request answered forbidden', { attempts: 1, delays: 1, denial: once('forbidden') }, forbidden, 0, { attempts: 2, delays: 2, denial: { kind: 'forbidden', times: 2 } }, 2_000],
    ['a third one in a row is final', { attempts: 2, delays: 2, denial: { kind: 'forbidden', times: 2 } }, forbidden, 0, { attempts: 3, delays: 3, denial: { kind: 'forbidden', times: 3 } }, 4_000, 'denied'],
    ['another failure ends their row', { attempts: 2, delays: 2, denial: { kind: 'forbidden', times: 2 } }, noToken, 0, { attempts: 3, delays: 3, denial: once('network') }, 4_000],
    ['the loss of the open connection beside them does not', { attempts: 2, delays: 2, unopened: 2, denial: { kind: 'forbidden', times: 3 } }, lost, 60_000, { attempts: 3, delays: 3, unopened: 2, denial: { kind: 'forbidden', times: 3 } }, 4_000],
  ];
  it.each(rows.map((one) => [one[0], one] as const))('%s', (_what, [, before, error, uptime, after, delay, told]) => {
    const [policy, verdict] = afterEnding(policyOf(before), error, { uptime, at: AT, chance: 0 }, backoffOf());
    expect(policy).toEqual(policyOf(after));
    const inTurn = after.refusals !== undefined && after.refusals >= 4;
    expect(verdict).toEqual({
      delay,
      inTurn,
      refused: told === 'refused',
      exhausted: false,
      denied: told === 'denied',
    });
  });

  it('maxAttempts are used up with the last failure in a row, and not with a loss after a stable time', () => {
    const backoff = backoffOf({ maxAttempts: 3 });
    const exhausted = (attempts: number, uptime = 0) =>
      afterEnding(policyOf({ attempts }), lost, { uptime, at: AT, chance: 0 }, backoff)[1].exhausted;
    expect([exhausted(1), exhausted(2), exhausted(3), exhausted(3, 5_000)]).toEqual([false, true, true, false]);
  });

  it.each<readonly [Backoff['jitter'], number, number]>([
    ['none', 0, 8_000],
    ['none', 0.999, 8_000],
    ['equal', 0, 4_000],
    ['equal', 0.5, 6_000],
    ['full', 0, 0],
    ['full', 0.5, 4_000],
  ])('with jitter %s and a chance of %d the fourth delay is %d ms', (jitter, chance, delay) => {
    const [, verdict] = afterEnding(
      policyOf({ delays: 3 }),
      noToken,
      { uptime: 0, at: AT, chance },
      backoffOf({ jitter }),
    );
    expect(verdict.delay).toBe(delay);
  });

  it('a minUptime of 0 starts again with each connection that opened, and not with an attempt that did not', () => {
    const attempts = (uptime: number) =>
      afterEnding(policyOf({ attempts: 2 }), lost, { uptime, at: AT, chance: 0 }, backoffOf({ minUptime: 0 }))[0]
        .attempts;
    expect([attempts(0), attempts(1)]).toEqual([3, 0]);
  });
});

describe('between endings', () => {
  const tried = policyOf({ attempts: 4, delays: 4, refusals: 3, unopened: 2 });

  it('a connection that takes over ends the row of refusals, and no count of attempts', () => {
    expect(afterOpening(tried)).toEqual({ attempts: 4, delays: 4, refusals: 0, unopened: 0, denial: undefined });
  });

  it('a rotation starts the count again where the open connection is stable', () => {
    expect(beforeRotation(tried, 5_000, backoffOf())).toEqual(freshPolicy);
    expect(beforeRotation(tried, 4_999, backoffOf())).toEqual({ ...tried, unopened: 0 });
  });

  it('an attempt that goes on in the place of a lost connection is the retry after the loss', () => {
    expect(goingOn(freshPolicy, 4_999, backoffOf())).toMatchObject({ attempts: 1, delays: 1 });
    expect(goingOn(freshPolicy, 5_000, backoffOf())).toMatchObject({ attempts: 0, delays: 1 });
    expect(goingOn(tried, 0, backoffOf())).toMatchObject({ attempts: 4, delays: 4, refusals: 3 });
  });

  it('an error of any source may have an uptime', () => {
    const uptimes = [lost, { uptime: '1' }, new Error(), undefined].map(uptimeOf);
    expect(uptimes).toEqual([60_000, 0, 0, 0]);
  });
});

/** Any error, and for how long a connection was open before it. */
const anyEnding = fc.record({
  error: fc.constantFrom<unknown>(
    refused,
    lost,
    noToken,
    unavailable,
    ending('timeout'),
    new Error('foreign'),
    undefined,
  ),
  uptime: fc.constantFrom(0, 0, 0, 1, 4_999, 5_000, 3_600_000),
  chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
const row = fc.array(anyEnding, { maxLength: 80 });
const anyBackoff = fc
  .record({
    initial: fc.integer({ min: 0, max: 120_000 }),
    factor: fc.double({ min: 1, max: 1e6, noNaN: true }),
    max: fc.integer({ min: 0, max: LONGEST_TIMER }),
    whenRefused: fc.constantFrom('take-turns' as const, 'back-off' as const),
    jitter: fc.constantFrom('equal' as const, 'full' as const, 'none' as const),
    minUptime: fc.integer({ min: 0, max: 60_000 }),
  })
  .map(resolveBackoff);

describe('in whatever row of endings', () => {
  it('each delay is a time that a timer can wait, and no longer than the ceiling, unless it ends in a turn', () => {
    fc.assert(
      fc.property(anyBackoff, row, (backoff, endings) => {
        let policy = freshPolicy;
        for (const { error, uptime, chance } of endings) {
          const [next, { delay, inTurn }] = afterEnding(policy, error, { uptime, at: AT, chance }, backoff);
          expect(inTurn).toBe(backoff.whenRefused === 'take-turns' && next.refusals >= 4);
          expect(delay).toBeGreaterThanOrEqual(0);
          if (!inTurn) expect(delay).toBeLessThanOrEqual(Math.min(LONGEST_TIMER, backoff.max));
          policy = next;
        }
      }),
    );
  });

  it('no number of an attempt comes again after its failure, until a connection was stable', () => {
    fc.assert(
      fc.property(row, (endings) => {
        let policy = freshPolicy;
        for (const { error, uptime, chance } of endings) {
          const [next] = afterEnding(policy, error, { uptime, at: AT, chance }, backoffOf());
          expect(next.attempts).toBe(uptime >= 5_000 ? 0 : policy.attempts + 1);
          expect(next.delays).toBe(uptime >= 5_000 ? 1 : policy.delays + 1);
          policy = next;
        }
      }),
    );
  });

  it('refusals are told once in a row of them, with the third', () => {
    fc.assert(
      fc.property(row, (endings) => {
        let policy = freshPolicy;
        let refusals = 0;
        for (const { error, uptime, chance } of endings) {
          const [next, { refused: told }] = afterEnding(policy, error, { uptime, at: AT, chance }, backoffOf());
          if (error === refused) refusals += 1;
          else if (error !== noToken) refusals = 0;
          expect([next.refusals, told]).toEqual([refusals, refusals === REFUSALS && error === refused]);
          policy = next;
        }
      }),
    );
  });
});

function pacingOf(options: BackoffOptions = {}, isFatal = (_: GatewaySocketError, byDefault: boolean) => byDefault) {
  const time = virtualTime();
  const pacing = new Pacing(
    { backoff: backoffOf(options), isFatal },
    new OfflineHint({ isLocal: false }),
    new Clock(time),
  );
  return { time, pacing };
}

describe('the pacing of a socket', () => {
  it('counts the attempts beside an open connection and those after its loss as one', () => {
    const { pacing } = pacingOf();
    pacing.connected();
    pacing.rotating();
    const numbers = [pacing.attempt];
    for (let n = 0; n < 2; n += 1) {
      pacing.failedBeside(refused);
      numbers.push(pacing.attempt);
    }
    pacing.goesOn(lost);
    numbers.push(pacing.attempt);
    pacing.ended(refused);
    expect([...numbers, pacing.attempt]).toEqual([1, 2, 3, 3, 4]);
  });

  it('goes on with the delays where a stable connection is lost beside which attempts never opened', () => {
    const { time, pacing } = pacingOf();
    pacing.connected();
    time.advance(60_000);
    pacing.rotating();
    for (let n = 0; n < 3; n += 1) pacing.failedBeside(refused);
    expect(pacing.ended(lost)).toMatchObject({ delay: 8_000 });
  });

  it('starts again after a line of connections that replaced each other without a gap', () => {
    const { time, pacing } = pacingOf();
    for (let n = 0; n < 5; n += 1) pacing.ended(refused);
    pacing.connected();
    time.advance(3_000);
    // Not stable yet, when another one takes its place.
    pacing.rotating();
    pacing.connected();
    time.advance(2_000);
    expect([pacing.ended(lost).delay, pacing.attempt]).toEqual([1_000, 1]);
  });

  it('goes on where the line was too short', () => {
    const { time, pacing } = pacingOf();
    for (let n = 0; n < 3; n += 1) pacing.ended(refused);
    pacing.connected();
    time.advance(4_999);
    expect([pacing.ended(lost).delay, pacing.attempt]).toEqual([8_000, 5]);
  });

  it('tells three refusals once, whether of the first connection or beside an open one', () => {
    const { pacing } = pacingOf();
    const told = () => pacing.failedBeside(refused).faults.map(({ type }) => type);
    pacing.ended(refused);
    expect([told(), told(), told()]).toEqual([[], ['refused'], []]);
  });

  it('gives up with a token that is refused for good, beside an open connection as alone', () => {
    const { pacing } = pacingOf();
    const denied = new TokenError('unauthenticated', 'denied');
    for (const { delay, faults } of [pacing.ended(denied), pacing.failedBeside(denied)])
      expect([delay, faults.map(({ type }) => type)]).toEqual([undefined, ['token']]);
  });

  it('takes what isFatal throws for a fault beside an open connection, and lets it through alone', () => {
    const { pacing } = pacingOf({}, () => {
      throw new Error('mine');
    });
    expect(pacing.failedBeside(refused)).toMatchObject({ delay: undefined, faults: [{ type: 'config' }] });
    expect(() => pacing.ended(refused)).toThrow('mine');
  });

  it('adds a rate limit to the backoff, and says that it is one', () => {
    const { pacing } = pacingOf();
    const limited = new TokenError('rate-limited', 'limited', { retryAfter: 20_000 });
    expect(pacing.ended(limited)).toMatchObject({ delay: 21_000, reason: 'rate-limited' });
  });

  it('starts afresh with a new use of the connection', () => {
    const { pacing } = pacingOf();
    for (let n = 0; n < 4; n += 1) pacing.ended(refused);
    pacing.restart();
    expect([pacing.attempt, pacing.ended(refused).delay]).toEqual([1, 1_000]);
  });

  it('never repeats the number of an attempt that failed, in whatever order things happen', () => {
    const reports = [
      'opened',
      'lost',
      'failed',
      'failed beside',
      'lost beside',
      'rotating',
      'goes on',
      'time',
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...reports), { maxLength: 60 }), (given) => {
        const { time, pacing } = pacingOf();
        let since: number | undefined;
        for (const report of given) {
          const before = pacing.attempt;
          const open = since !== undefined;
          const stable = since !== undefined && time.scheduler.now() - since >= 5_000;
          if (report === 'time') time.advance(1_700);
          else if (report === 'opened') {
            pacing.connected();
            since ??= time.scheduler.now();
          } else if (report === 'failed' && !open) pacing.ended(refused);
          else if (report === 'failed beside' && open) pacing.failedBeside(refused);
          else if (report === 'lost beside' && open) pacing.failedBeside(lost);
          else if (report === 'rotating' && open) pacing.rotating();
          else if (report === 'lost' && open) pacing.ended(lost);
          else if (report === 'goes on' && open) pacing.goesOn(lost);
          if (report === 'lost' || report === 'goes on') since = undefined;
          const failed = (report === 'failed' && !open) || (report.includes('beside') && open);
          if (failed) expect(pacing.attempt).toBe(before + 1);
          // Only a stable connection starts the count again.
          else if (!stable) expect(pacing.attempt).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });
});
