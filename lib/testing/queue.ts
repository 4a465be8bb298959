import { longWait } from './long-wait';

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** Items that have arrived and are not consumed yet, and waits for items that have not arrived. */
export class Queue<T> {
  readonly #come: T[] = [];
  readonly #waiting: Waiting<T>[] = [];
  readonly #why: () => string | undefined;
  #ended: string | undefined;

  /** @param why the explanation that is printed once for a long wait */
  constructor(why: () => string | undefined) {
    this.#why = why;
  }

  push(value: T): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(value);
    else this.#come.push(value);
  }

  /** Ends the queue: pending and later waits reject with that explanation. */
  end(why: string): void {
    this.#ended = why;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(why));
  }

  /** The next item, in the order of arrival. Each item is returned once. */
  next(): Promise<T> {
    // The list is not empty, so `shift` returns an item.
    if (this.#come.length > 0) return Promise.resolve(this.#come.shift() as T);
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended));
    return new Promise((resolve, reject) => {
      const over = longWait(this.#why);
      this.#waiting.push({
        resolve: (value) => {
          over();
          resolve(value);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
    });
  }
}
