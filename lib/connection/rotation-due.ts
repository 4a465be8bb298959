import type { Clock } from '../clock';

/** The server's limits, in ms; `Infinity` for none. */
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

/** What is read of a connection. */
interface Aging {
  /** When the last message went or came, in ms of the clock. */
  readonly lastActive: number;
}

/**
 * Calls back once, when an open connection is to be replaced, with the limit that is near. One deadline, set again when
 * messages have moved the idle limit on: a frame costs no more than its time.
 *
 * @param owner the deadline goes with it
 */
export function whenRotationIsDue(
  link: Aging,
  limits: TimeLimits,
  lead: Lead,
  { clock, owner, due }: { readonly clock: Clock; readonly owner: object; readonly due: (why: 'age' | 'idle') => void },
): void {
  const { random } = clock.host;
  const aged = clock.now() + limits.age - leadTime(limits.age, lead.ahead, lead.spread, random());
  const idle = limits.idle - leadTime(limits.idle, lead.idleAhead, lead.idleAhead, random());
  const look = (): void => {
    const left = Math.min(aged, link.lastActive + idle) - clock.now();
    if (left > 0) clock.after(left, owner, look);
    else due(aged <= clock.now() ? 'age' : 'idle');
  };
  look();
}

/**
 * How far ahead of a limit, chance included. Where the limit is not twice as long, both parts shrink with it: a short
 * limit, as a test's, must not make for a rotation without end.
 */
function leadTime(limit: number, ahead: number, spread: number, chance: number): number {
  if (limit === Infinity) return 0;
  const scale = Math.min(1, limit / 2 / Math.max(1, ahead + spread));
  return scale * (ahead + spread * chance);
}
