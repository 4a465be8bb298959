/** Which of the two connections of a rotation a frame came on. */
export type Side = 'old' | 'new';

interface Entry {
  readonly key: string;
  readonly at: number;
}

/**
 * The texts that one connection brought first and the other has not echoed yet, oldest first. An entry leaves after
 * the window: a copy that is later than that was a message sent again.
 */
class Bag {
  readonly #entries = new Set<Entry>();
  readonly #byKey = new Map<string, Entry[]>();

  constructor(private readonly window: number) {}

  put(key: string, at: number): void {
    this.#expire(at);
    const entry = { key, at };
    this.#entries.add(entry);
    const same = this.#byKey.get(key);
    if (same) same.push(entry);
    else this.#byKey.set(key, [entry]);
  }

  /** Takes out the oldest entry of a key; false if there is none. */
  take(key: string, now: number): boolean {
    this.#expire(now);
    const entry = this.#byKey.get(key)?.[0];
    if (!entry) return false;
    this.#remove(entry);
    return true;
  }

  /** Forgets every entry of some keys. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) for (const entry of [...(this.#byKey.get(key) ?? [])]) this.#remove(entry);
  }

  // The oldest come first, so this ends at the first that is young enough.
  #expire(now: number): void {
    for (const entry of this.#entries) {
      if (now - entry.at <= this.window) return;
      this.#remove(entry);
    }
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry);
    // Always the oldest of its key, whoever removes it.
    const same = this.#byKey.get(entry.key);
    same?.shift();
    if (same?.length === 0) this.#byKey.delete(entry.key);
  }
}

/**
 * Tells copies from repeats while two connections live. In the overlap the backend sends a channel's message to both
 * and a reply to one, neither carries an id, and concurrent handlers send to the two in different orders (contract A4,
 * B9). So a frame whose text the other connection brought first is its copy, and any other is delivered. Where it must
 * err, it doubles rather than loses.
 *
 * @param window ms that a copy may come after the first
 */
export class Copies {
  readonly #bags: Readonly<Record<Side, Bag>>;
  readonly #seenOnOld = new Set<string>();
  readonly #repeatedOnOld = new Set<string>();
  #echoes = 0;

  constructor(window: number) {
    this.#bags = { old: new Bag(window), new: new Bag(window) };
  }

  /** How many frames of either connection the other one echoed. */
  get echoes(): number {
    return this.#echoes;
  }

  /** Whether a frame is a copy of one that the other connection brought. */
  isCopy(side: Side, key: string, now: number): boolean {
    if (side === 'old') {
      if (this.#seenOnOld.has(key)) this.#repeatedOnOld.add(key);
      else this.#seenOnOld.add(key);
    }
    if (this.#bags[side === 'old' ? 'new' : 'old'].take(key, now)) {
      this.#echoes += 1;
      return true;
    }
    this.#bags[side].put(key, now);
    return false;
  }

  /**
   * The old connection is gone. Texts that it brought more than once are forgotten: a leftover of theirs would swallow
   * a message that was really sent again. The others are kept for one more window, for copies still under way.
   */
  oldIsGone(): void {
    this.#bags.old.forget(this.#repeatedOnOld);
    this.#seenOnOld.clear();
    this.#repeatedOnOld.clear();
  }
}
