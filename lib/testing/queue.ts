/** What has come and was not waited for yet, and who waits for what has not come. */
export class Queue<T> {
  readonly #come: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  push(value: T): void {
    const next = this.#waiting.shift();
    if (next) next(value);
    else this.#come.push(value);
  }

  /** The next one, in the order in which they come; each is handed out once. */
  next(): Promise<T> {
    // There is one, so what comes out is one.
    if (this.#come.length > 0) return Promise.resolve(this.#come.shift() as T);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
