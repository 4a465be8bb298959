interface Entry {
  readonly key: string;
  readonly at: number;
}

/**
 * The texts that arrived first on one connection and have no duplicate on the other yet, oldest first. An entry expires
 * after the window: an equal text that arrives later is a message that was sent again.
 */
export class CopyBag {
  readonly #entries = new Set<Entry>();
  readonly #byKey = new Map<string, Entry[]>();

  constructor(private readonly window: number) {}

  put(key: string, at: number): void {
    this.forgetBefore(at - this.window);
    const entry = { key, at };
    this.#entries.add(entry);
    const same = this.#byKey.get(key);
    if (same) same.push(entry);
    else this.#byKey.set(key, [entry]);
  }

  /**
   * Removes the newest entry of a key. Returns `false` if there is none. An older entry may be from before the backend
   * had both connections: it has no duplicate, and expires.
   */
  take(key: string, now: number): boolean {
    this.forgetBefore(now - this.window);
    const same = this.#byKey.get(key);
    const entry = same?.pop();
    if (!entry) return false;
    if (same?.length === 0) this.#byKey.delete(key);
    this.#entries.delete(entry);
    return true;
  }

  forget(key: string): void {
    for (const entry of this.#byKey.get(key) ?? []) this.#entries.delete(entry);
    this.#byKey.delete(key);
  }

  /**
   * Removes the entries from before a time. They are in order, so this ends at the first entry that is recent enough.
   */
  forgetBefore(time: number): void {
    for (const entry of this.#entries) {
      if (entry.at >= time) return;
      this.#entries.delete(entry);
      const same = this.#byKey.get(entry.key);
      // It is the oldest entry of its key as well.
      same?.shift();
      if (same?.length === 0) this.#byKey.delete(entry.key);
    }
  }
}
