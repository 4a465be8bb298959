import { Observable, type Subscriber } from 'rxjs';
import { must } from '../checks';
import type { Clock } from '../clock';
import { ConfigError } from '../errors';
import type { AttemptBudget } from './attempt-budget';
import type { Commands } from './commands';
import type { Pacing } from './pacing';
import type { HoldSignal } from './signals';

/** What may hold an attempt back. */
export interface Gate {
  readonly commands: Commands;
  /** Whether the URL is on this machine, where it does not matter that the network is offline. */
  readonly isLocal: () => boolean;
  readonly budget: AttemptBudget;
  readonly pacing: Pacing;
}

/**
 * Subscribes to an attempt as soon as it is permitted: the host is not offline, no rate limit runs, no turn is waited for,
 * and the budget has an attempt left. Each wait is emitted as a signal. `online` and `reconnect()` restart the attempt,
 * so all are checked again.
 */
export function admitted<T>(attempt$: Observable<T>, gate: Gate, clock: Clock): Observable<T | HoldSignal> {
  return new Observable<T | HoldSignal>((subscriber) => {
    const hold = holdOf(gate, clock);
    if (hold === undefined) return attempt$.subscribe(subscriber);
    // The subscription of an attempt that did not wait lives as long as its connection, so it holds nothing else.
    waitFor(hold, subscriber, () => admitted(attempt$, gate, clock).subscribe(subscriber), clock);
    return () => clock.cancelAll(subscriber);
  });
}

function waitFor<T>(hold: HoldSignal, subscriber: Subscriber<T | HoldSignal>, again: () => void, clock: Clock): void {
  // Set before the signal is emitted: its observer may end the wait.
  if (hold.type === 'waiting') clock.after(hold.delay, subscriber, again);
  subscriber.next(hold);
}

/** Why an attempt must wait now. Where it need not, one attempt is taken out of the budget. */
function holdOf({ commands, isLocal, budget, pacing }: Gate, clock: Clock): HoldSignal | undefined {
  if (commands.offline && !isLocal()) return { type: 'paused', reason: 'offline' };
  const { attempt, limit } = pacing;
  const limited = limit.left(clock.now());
  if (limited > 0)
    return {
      type: 'waiting',
      reason: 'rate-limited',
      attempt,
      delay: limited,
      ...(limit.cause && { cause: limit.cause }),
    };
  const turn = pacing.turnLeft();
  if (turn > 0) return { type: 'waiting', reason: 'backoff', attempt, delay: turn };
  const delay = claimed(budget, clock.wall());
  if (delay > 0) return { type: 'waiting', reason: 'budget', attempt, delay };
  pacing.attempted();
  return undefined;
}

/** The longest wait for a budget, in ms: then `claim()` is called again, whatever it returned. */
const LONGEST_WAIT = 600_000;

/** The result of `claim()`, checked: the budget may be an object of the application. */
function claimed(budget: AttemptBudget, now: number): number {
  let answer: unknown;
  try {
    answer = budget.claim(now);
  } catch (cause) {
    throw new ConfigError('attemptsPerMinute', 'its claim() threw.', { cause });
  }
  const be = 'a budget whose claim() returns a number of ms';
  must(typeof answer === 'number' && !Number.isNaN(answer), 'attemptsPerMinute', be, answer);
  // A negative time is no wait.
  return Math.min(answer, LONGEST_WAIT);
}
