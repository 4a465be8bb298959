import { CopyBag } from '../connection/copy-bag';
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
  /** What the next holder will repeat. */
  readonly #expected = new CopyBag(WINDOW);

  /** Whether a frame is such a copy, or came before a sleep of the tab. Answers once for each copy. */
  isRepeated(frame: Frame, now: number): boolean {
    const { gen, n, data } = frame;
    const newest = this.#last.at(-1);
    if (gen === newest?.gen && n <= newest.n) return true;
    if (this.#expected.take(String(data), now)) return true;
    if (gen !== newest?.gen) this.#last = [];
    this.#last.push(frame);
    if (this.#last.length > CAPACITY) this.#last = this.#last.slice(-CAPACITY / 2);
    return false;
  }

  /** Another holder continues after a note of the one before. */
  continue(after: Place, now: number): void {
    for (const { gen, n, data } of this.#last)
      if (gen === after.gen && n > after.n) this.#expected.put(String(data), now);
    this.#last = [];
  }
}
