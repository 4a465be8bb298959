/** A behaviour for the next `count` items, as in the local gateway. */
export class Counted<T> {
  #left = 0;
  #value: T | undefined;

  /** A new count replaces the old one. `Infinity` means without a limit, and 0 ends the behaviour. */
  arm(verb: string, count: number, value: T): void {
    if (!(count === Infinity || (Number.isInteger(count) && count >= 0))) {
      throw new RangeError(
        `${verb}: how many must be a whole number, 0 or more, or Infinity for ever; got ${String(count)}.`,
      );
    }
    this.#left = count;
    this.#value = value;
  }

  /** The value for this item, which reduces the count by one; undefined if nothing is armed. */
  take(): T | undefined {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    return this.#value;
  }
}
