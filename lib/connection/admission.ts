import { Observable } from 'rxjs';
import { must } from '../checks';
import type { Clock } from '../clock';
import { ConfigError, type GatewaySocketError } from '../errors';
import type { WaitingReason } from '../status';
import { detail, numbered } from '../text';
import type { AttemptBudget } from './attempt-budget';
import type { Pacing } from './pacing';
import type { HoldSignal } from './signals';

/** The reasons why an attempt may wait. */
export interface Gate {
  readonly budget: AttemptBudget;
  readonly pacing: Pacing;
}

/**
 * Subscribes to an attempt as soon as it is permitted. It waits for a rate limit, for a turn, and for an attempt in the
 * budget. While the host is offline, it waits for a minute after the last attempt. Each wait is emitted as a signal.
 * `online` and `reconnect()` restart the attempt, so that all are checked again.
 *
 * @param waitedUntil the end of a wait that is over, in epoch ms: the wall clock may have been set back in the meantime
 */
export function admitted<T>(
  attempt$: Observable<T>,
  gate: Gate,
  clock: Clock,
  waitedUntil = 0,
): Observable<T | HoldSignal> {
  return new Observable<T | HoldSignal>((subscriber) => {
    const held = holdOf(gate, clock, waitedUntil);
    if (held === undefined) return attempt$.subscribe(subscriber);
    // The subscription of an attempt that did not wait lives as long as its connection, so it references nothing of
    // this.
    const until = clock.wall() + held.delay;
    // Set before the signal is emitted: its observer may end the wait.
    clock.after(held.delay, subscriber, () => admitted(attempt$, gate, clock, until).subscribe(subscriber));
    subscriber.next(held.signal);
    return () => clock.cancelAll(subscriber);
  });
}

/** How long an attempt must wait now, in ms, and why. */
interface Held {
  readonly delay: number;
  readonly signal: HoldSignal;
}

/** Why an attempt must wait now. If it need not, one attempt is taken out of the budget. */
function holdOf({ budget, pacing }: Gate, clock: Clock, waitedUntil: number): Held | undefined {
  const { attempt, limit, offline } = pacing;
  const now = clock.now();
  const paused = offline.left(now);
  if (paused > 0) return { delay: paused, signal: { type: 'paused', reason: 'offline' } };
  const limited = limit.left(now);
  if (limited > 0) return waiting('rate-limited', attempt, limited, limit.cause);
  const turn = pacing.turnLeft();
  if (turn > 0)
    return offline.applies
      ? { delay: turn, signal: { type: 'paused', reason: 'offline' } }
      : waiting('backoff', attempt, turn);
  const delay = claimed(budget, Math.max(clock.wall(), waitedUntil));
  if (delay > 0) return waiting('budget', attempt, delay);
  pacing.attempted();
  return undefined;
}

function waiting(reason: WaitingReason, attempt: number, delay: number, cause?: GatewaySocketError): Held {
  return { delay, signal: { type: 'waiting', reason, attempt, delay, ...(cause && { cause }) } };
}

/** The longest wait for a budget, in ms: then `claim()` is called again, whatever it returned. */
const LONGEST_WAIT = 600_000;

/** The result of `claim()`, checked: the budget may be an object of the application. */
function claimed(budget: AttemptBudget, now: number): number {
  let answer: unknown;
  try {
    answer = budget.claim(now);
  } catch (cause) {
    throw new ConfigError('attemptsPerMinute', numbered`its claim() threw.`, { cause });
  }
  const be = detail`a budget whose claim() returns a number of ms`;
  must(typeof answer === 'number' && !Number.isNaN(answer), 'attemptsPerMinute', be, answer);
  // A negative time means no wait, and a wait is in whole ms.
  return Math.ceil(Math.min(answer, LONGEST_WAIT));
}
