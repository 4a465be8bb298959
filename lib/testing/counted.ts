/** Something that happens to the next `count` of its kind and then no more, as in the local gateway. */
export class Counted<T> {
  #left = 0;
  #value: T | undefined;

  /** A new count replaces the old one; `Infinity` is for ever, and 0 ends it. */
  arm(verb: string, count: number, value: T): void {
    if (!(count === Infinity || (Number.isInteger(count) && count >= 0))) {
      throw new RangeError(
        `${verb}: how many must be a whole number, 0 or more, or Infinity for ever; got ${String(count)}.`,
      );
    }
    this.#left = count;
    this.#value = value;
  }

  /** What happens to this one, used up by one; undefined for nothing. */
  take(): T | undefined {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    return this.#value;
  }
}
