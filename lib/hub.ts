import type { Subscriber } from 'rxjs';

/**
 * The subscribers of one stream: like an rxjs `Subject`, at a third of its memory, and without a copy of the observers
 * for each value. The list is replaced at each change, so that subscribers may change while a value is emitted.
 */
export class Hub<T> {
  #subscribers: readonly Subscriber<T>[] = NONE;
  #ended = false;

  get observed(): boolean {
    return this.#subscribers.length > 0;
  }

  /** @param left called after the subscriber was removed */
  add(subscriber: Subscriber<T>, left?: () => void): void {
    if (this.#ended) {
      subscriber.complete();
      return;
    }
    // `concat` and not a spread: an array from a spread reserves memory for sixteen.
    this.#subscribers = this.#subscribers.concat(subscriber);
    subscriber.add(() => {
      this.#subscribers = this.#subscribers.filter((one) => one !== subscriber);
      left?.();
    });
  }

  next(value: T): void {
    for (const subscriber of this.#subscribers) subscriber.next(value);
  }

  complete(): void {
    this.#ended = true;
    for (const subscriber of this.#subscribers) subscriber.complete();
  }
}

const NONE: readonly never[] = [];
