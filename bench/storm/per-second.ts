/** Lets at most so many through in any second. */
export class PerSecond {
  /** When the last were let through; the oldest is overwritten by the next. */
  readonly #last: Float64Array;
  #oldest = 0;

  constructor(most: number) {
    this.#last = new Float64Array(most).fill(-Infinity);
  }

  admits(now: number): boolean {
    const oldest = this.#last[this.#oldest] ?? Infinity;
    if (now - oldest < 1_000) return false;
    this.#last[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#last.length;
    return true;
  }
}
