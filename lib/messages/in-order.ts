import { isRecord } from '../checks';

/** A value, or a promise of one, and the function that delivers it. */
interface Turn<T> {
  readonly value: T | Promise<T>;
  readonly deliver: (value: T) => void;
}

/**
 * Delivers values in the order of the calls, although some of them are promises. A value is delivered at once, unless
 * an earlier one is still pending. A promise that never resolves holds back all later values.
 */
export class InOrder<T> {
  /** The values behind the pending promise; `undefined` while none is pending. */
  #waiting: Turn<T>[] | undefined;
  #closed = false;

  take(value: T | Promise<T>, deliver: (value: T) => void): void {
    if (this.#waiting) this.#waiting.push({ value, deliver });
    else this.#next({ value, deliver });
  }

  /** Drops every pending value. */
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
    void value.then((resolved) => {
      if (this.#closed) return;
      deliver(resolved);
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

/** Detected by `then`: a promise of another realm or of zone.js is not an instance of this realm's `Promise`. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return isRecord(value) && typeof value.then === 'function';
}
