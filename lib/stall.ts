/** If timers are this late, in ms, they stood still: the page was frozen, or hidden and throttled. */
const STALL = 15_000;

/** A page that resumes runs its timers and fires its visibility event within this time, in ms. */
const JUST_NOW = 2_000;

/** A stall counts as a sleep at most once in this time, in ms. */
const ONCE_IN = 60_000;

/**
 * Detects whether a page that becomes visible was frozen while it was hidden: its timers stood still, and no frame
 * arrived in the meantime. Some browsers freeze a page without an event, and its connection is dead then. Browsers also
 * throttle the timers of a hidden page to one a minute, which looks the same.
 * https://developer.chrome.com/blog/timer-throttling-in-chrome-88
 */
export class Stall {
  // In ms of the clock.
  #foundAt = -Infinity;
  #judgedAt = -Infinity;

  /** Records that the timers are late. */
  late(ms: number, now: number): void {
    if (ms >= STALL) this.#foundAt = now;
  }

  /** Called for a frame, which proves that the connection is alive. */
  disprove(): void {
    this.#foundAt = -Infinity;
  }

  /** Called when the page is visible again. Returns whether it was frozen. */
  judge(now: number): boolean {
    if (now - this.#foundAt > JUST_NOW || now - this.#judgedAt < ONCE_IN) return false;
    this.#judgedAt = now;
    return true;
  }
}
