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
  /** Whether the network does not matter, since the address is on this machine. */
  readonly isLocal: () => boolean;
  readonly budget: AttemptBudget;
  readonly pacing: Pacing;
}

/**
 * An attempt as soon as it may be made: the host is not offline, no rate limit runs, and the budget has one left. What it
 * waits for is a signal. `online` and `reconnect()` begin the attempt anew, and so come by here again.
 */
export function admitted<T>(attempt$: Observable<T>, gate: Gate, clock: Clock): Observable<T | HoldSignal> {
  return new Observable<T | HoldSignal>((subscriber) => {
    const hold = holdOf(gate, clock);
    if (hold === undefined) return attempt$.subscribe(subscriber);
    // What waits leaves nothing behind it in what is admitted at once: that lives as long as a connection.
    waitFor(hold, subscriber, () => admitted(attempt$, gate, clock).subscribe(subscriber), clock);
    return () => clock.cancelAll(subscriber);
  });
}

function waitFor<T>(hold: HoldSignal, subscriber: Subscriber<T | HoldSignal>, again: () => void, clock: Clock): void {
  // Before the signal, whose observer may end the wait.
  if (hold.type === 'waiting') clock.after(hold.delay, subscriber, again);
  subscriber.next(hold);
}

/** What holds an attempt back now. Where nothing does, one attempt is taken out of the budget. */
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
  const delay = claimed(budget, clock.wall());
  if (delay > 0) return { type: 'waiting', reason: 'budget', attempt, delay };
  limit.attempted();
  return undefined;
}

/** A budget of the application is asked again after ten minutes at most, whatever it answers. */
const LONGEST_WAIT = 600_000;

/** What a budget answers. That may be one of the application, and a time that is no number would be no budget at all. */
function claimed(budget: AttemptBudget, now: number): number {
  let answer: unknown;
  try {
    answer = budget.claim(now);
  } catch (cause) {
    throw new ConfigError('attemptsPerMinute', 'its claim() threw.', { cause });
  }
  const be = 'a budget whose claim() returns a number of ms';
  must(typeof answer === 'number' && !Number.isNaN(answer), 'attemptsPerMinute', be, answer);
  // A time that has passed, as a negative one, is none to wait for.
  return Math.min(answer, LONGEST_WAIT);
}
