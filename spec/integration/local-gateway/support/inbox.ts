/** A queue that hands out what arrives, one by one, to whoever waits. */
export class Inbox<T> {
  readonly #waiting: ((value: T) => void)[] = [];
  readonly #arrived: T[] = [];

  put(value: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#arrived.push(value);
    else next(value);
  }

  take(): Promise<T> {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift()!);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What arrived and nobody took. */
  get left(): readonly T[] {
    return this.#arrived;
  }
}
