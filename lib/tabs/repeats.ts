import type { Place } from './notes';

/** How long the next holder may repeat a frame, in ms. */
const WINDOW = 3_000;

/** How many frames of a holder may reach a tab and not the page that comes next. */
const CAPACITY = 100;

interface Frame extends Place {
  readonly data: unknown;
}

/**
 * The last frames of a holder may reach a tab and not the next holder, which then relays its own copies of them. A tab
 * drops those copies. It belongs to the socket, and outlives a sleep of the tab.
 */
export class Repeats {
  /** The last frames of one holder. */
  #last: Frame[] = [];
  /** The last frame of all. */
  #newest: Place | undefined;
  /** What the next holder will repeat. */
  #expected: unknown[] = [];
  #until = 0;

  add({ gen, n, data }: Frame): void {
    this.#newest = { gen, n };
    if (this.#last[0]?.gen !== gen) this.#last = [];
    this.#last.push({ gen, n, data });
    if (this.#last.length > CAPACITY) this.#last = this.#last.slice(-CAPACITY / 2);
  }

  /** Another holder continues after a note of the one before. */
  continue(after: Place, now: number): void {
    this.#expected = this.#last.filter(({ gen, n }) => gen === after.gen && n > after.n).map(({ data }) => data);
    this.#until = now + WINDOW;
    this.#last = [];
  }

  /** Whether a frame is such a copy, or came before a sleep of the tab. Answers once for each copy. */
  isRepeated({ gen, n, data }: Frame, now: number): boolean {
    if (gen === this.#newest?.gen && n <= this.#newest.n) return true;
    if (this.#expected.length === 0) return false;
    const index = now < this.#until ? this.#expected.indexOf(data) : -1;
    if (index >= 0) this.#expected.splice(index, 1);
    return index >= 0;
  }
}
