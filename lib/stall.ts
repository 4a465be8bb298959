/** Timers that are late by this, in ms, stood still: the page was frozen, or hidden and throttled. */
const STALL = 15_000;

/** A page that goes on runs its timers, and is told that it is visible, within this time, in ms. */
const JUST_NOW = 2_000;

/** A stall is taken for a sleep once in this time at most, in ms. */
const ONCE_IN = 60_000;

/**
 * Whether a page that becomes visible was frozen while it was hidden: its timers stood still, and no frame arrived
 * meanwhile. Some browsers freeze a page without an event, and its connection is dead then. Browsers also throttle the
 * timers of a hidden page to one a minute, which looks the same.
 * https://developer.chrome.com/blog/timer-throttling-in-chrome-88
 */
export class Stall {
  // In ms of the clock.
  #foundAt = -Infinity;
  #judgedAt = -Infinity;

  /** The timers are late. */
  late(ms: number, now: number): void {
    if (ms >= STALL) this.#foundAt = now;
  }

  /** A frame arrived, so the connection is alive. */
  disprove(): void {
    this.#foundAt = -Infinity;
  }

  /** The page is visible again: whether it was frozen. */
  judge(now: number): boolean {
    if (now - this.#foundAt > JUST_NOW || now - this.#judgedAt < ONCE_IN) return false;
    this.#judgedAt = now;
    return true;
  }
}
