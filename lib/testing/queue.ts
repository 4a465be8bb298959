/** What has come and was not waited for yet, and who waits for what has not come. */
export class Queue<T> {
  readonly #come: T[] = [];
  readonly #waiting: { readonly resolve: (value: T) => void; readonly reject: (error: Error) => void }[] = [];
  #ended: string | undefined;

  push(value: T): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(value);
    else this.#come.push(value);
  }

  /** Nothing more comes: who waits, or will wait in vain, is told why. */
  end(why: string): void {
    this.#ended = why;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(why));
  }

  /** The next one, in the order in which they come; each is handed out once. */
  next(): Promise<T> {
    // There is one, so what comes out is one.
    if (this.#come.length > 0) return Promise.resolve(this.#come.shift() as T);
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
