import { Observable } from 'rxjs';
import { LONGEST_TIMER } from '../checks';
import type { Host } from '../host';
import type { Link } from './open-socket';

/** The server's limits, in ms; Infinity for none (contract A1). */
export interface TimeLimits {
  /** A connection without a message in either direction is closed. */
  readonly idle: number;
  /** Every connection is closed. */
  readonly age: number;
}

/** How long before a limit a connection is replaced, in ms. */
export interface Lead {
  /** Before the age limit. Default 600,000. */
  readonly ahead: number;
  /** Before the idle limit, and earlier by a random part of the same. Default 60,000. */
  readonly idleAhead: number;
  /** Earlier than `ahead` by a random part of it, so that a fleet does not rotate at once. Default 300,000. */
  readonly spread: number;
}

/**
 * Emits once, when an open connection is to be replaced, and for which limit. One timer, set again when it finds that
 * messages have moved the idle limit on: a frame costs no more than its time.
 */
export function rotationDue(
  link: Pick<Link, 'lastActive'>,
  limits: TimeLimits,
  lead: Lead,
  { scheduler, random }: Host,
): Observable<'age' | 'idle'> {
  return new Observable((subscriber) => {
    const aged = scheduler.now() + limits.age - within(limits.age, lead.ahead, lead.spread, random());
    const idle = limits.idle - within(limits.idle, lead.idleAhead, lead.idleAhead, random());
    const left = () => Math.min(aged, link.lastActive + idle) - scheduler.now();
    const wait = () => Math.min(left(), LONGEST_TIMER);
    if (left() === Infinity) {
      subscriber.complete();
      return undefined;
    }
    return scheduler.schedule(function () {
      if (left() > 0) {
        this.schedule(undefined, wait());
        return;
      }
      subscriber.next(aged <= scheduler.now() ? 'age' : 'idle');
      subscriber.complete();
    }, wait());
  });
}

/**
 * How far ahead of a limit, chance included. Where the limit is not twice as long, both parts shrink with it: a short
 * limit, as a test's, must not make for a rotation without end.
 */
function within(limit: number, ahead: number, spread: number, chance: number): number {
  if (limit === Infinity) return 0;
  const scale = Math.min(1, limit / 2 / Math.max(1, ahead + spread));
  return scale * (ahead + spread * chance);
}
