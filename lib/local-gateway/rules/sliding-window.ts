import type { Clock } from '../clock';

/**
 * Counts the actions of each key within the last `windowMs`: the tokens of a user, or the connection attempts of an
 * address. Keys without an action for a whole window are removed, so that memory is limited by the traffic of one
 * window.
 */
export class SlidingWindow {
  readonly #moments = new Map<string, number[]>();
  #nextSweep = 0;

  constructor(
    private readonly windowMs: number,
    private readonly clock: Clock,
  ) {}

  /** How often `record` was called for the key within the window. */
  count(key: string): number {
    return this.#recent(key).length;
  }

  record(key: string): void {
    const recent = this.#recent(key);
    recent.push(this.clock());
    this.#moments.set(key, recent);
    this.#sweep();
  }

  #recent(key: string): number[] {
    const start = this.clock() - this.windowMs;
    const moments = this.#moments.get(key) ?? [];
    const firstRecent = moments.findIndex((moment) => moment > start);
    if (firstRecent === -1) moments.length = 0;
    else if (firstRecent > 0) moments.splice(0, firstRecent);
    return moments;
  }

  #sweep(): void {
    if (this.clock() < this.#nextSweep) return;
    this.#nextSweep = this.clock() + this.windowMs;
    for (const key of this.#moments.keys()) {
      if (this.#recent(key).length === 0) this.#moments.delete(key);
    }
  }
}

/** The window of the Django package's limits (`rate_limit_window_minutes` is 1). */
export const ONE_MINUTE = 60_000;
