import type { Host } from '../host';

/** The server's limits, in ms; `Infinity` for none. */
export interface TimeLimits {
  /**
   * How long a connection may have no message in either direction before the server closes it, in ms. Default 600,000.
   */
  readonly idle: number;
  /** How old a connection may become before the server closes it, in ms. Default 7,200,000. */
  readonly age: number;
}

/** How long before a limit a connection is replaced. Both durations shrink in proportion if the limit is short. */
export interface Lead {
  /** How long before the age limit, in ms. Default 600,000. */
  readonly ahead: number;
  /** How long before the idle limit, in ms, plus a random part of the same duration. Default 60,000. */
  readonly idleAhead: number;
  /** A random part of this, in ms, is added to `ahead`, so that a fleet does not rotate at once. Default 300,000. */
  readonly spread: number;
}

/** The part of a connection that is needed here. */
interface Aging {
  /** When the last message was sent or received, in ms of the clock. */
  readonly lastActive: number;
}

/** The part of a clock that is needed here. */
export interface Deadlines {
  readonly host: Pick<Host, 'random'>;
  now(): number;
  after(delay: number, owner: object, run: () => void): void;
}

/**
 * Calls `due` once, when an open connection must be replaced, with the limit that is near. There is one deadline. If
 * messages have moved the idle limit by then, it is set again. So a frame only costs the update of `lastActive`.
 *
 * @param owner of the deadline: cancelling the tasks of the owner cancels it
 */
export function whenRotationIsDue(
  link: Aging,
  limits: TimeLimits,
  lead: Lead,
  {
    clock,
    owner,
    due,
  }: { readonly clock: Deadlines; readonly owner: object; readonly due: (why: 'age' | 'idle') => void },
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
 * How long before a limit the replacement is due, chance included. If the limit is less than twice as long, both
 * parts shrink in proportion: a short limit, as in a test, must not cause endless rotations.
 */
function leadTime(limit: number, ahead: number, spread: number, chance: number): number {
  if (limit === Infinity) return 0;
  const scale = Math.min(1, limit / 2 / Math.max(1, ahead + spread));
  return scale * (ahead + spread * chance);
}
