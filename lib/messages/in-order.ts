import { isRecord } from '../checks';

/** Something that is there now or will be, and what is to be done with it then. */
interface Turn<T> {
  readonly value: T | Promise<T>;
  readonly deliver: (value: T) => void;
}

/**
 * Delivers values in the order in which they were given, although some are promised: at once, unless an earlier one is
 * still awaited. A promise that is never kept holds back all that comes behind it.
 */
export class InOrder<T> {
  /** What waits behind the promise that is awaited. */
  #waiting: Turn<T>[] | undefined;
  #closed = false;

  take(value: T | Promise<T>, deliver: (value: T) => void): void {
    if (this.#waiting) this.#waiting.push({ value, deliver });
    else this.#next({ value, deliver });
  }

  /** Drops what is still awaited. */
  close(): void {
    this.#closed = true;
    this.#waiting = undefined;
  }

  #next({ value, deliver }: Turn<T>): void {
    if (!isPromise(value)) {
      deliver(value);
      return;
    }
    this.#waiting ??= [];
    void value.then((kept) => {
      if (this.#closed) return;
      deliver(kept);
      this.#goOn();
    });
  }

  #goOn(): void {
    const turns = this.#waiting ?? [];
    for (let turn = turns.shift(); turn; turn = turns.shift()) {
      if (isPromise(turn.value)) {
        this.#next(turn);
        return;
      }
      turn.deliver(turn.value);
    }
    this.#waiting = undefined;
  }
}

/** By its `then`, as a promise of another realm or of zone.js is no instance of this one's `Promise`. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return isRecord(value) && typeof value.then === 'function';
}
