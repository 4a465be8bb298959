import { longWait } from './long-wait';

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** What has come and was not waited for yet, and the waits for what has not come. */
export class Queue<T> {
  readonly #come: T[] = [];
  readonly #waiting: Waiting<T>[] = [];
  readonly #why: () => string | undefined;
  #ended: string | undefined;

  /** @param why what is said once of a wait that is long */
  constructor(why: () => string | undefined) {
    this.#why = why;
  }

  push(value: T): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(value);
    else this.#come.push(value);
  }

  /** Nothing more comes: the waits that there are, and those that begin in vain, are told why. */
  end(why: string): void {
    this.#ended = why;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(why));
  }

  /** The next one, in the order in which they come; each is handed out once. */
  next(): Promise<T> {
    // There is one, so what comes out is one.
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
