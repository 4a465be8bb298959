import { CopyBag } from '../connection/copy-bag';
import type { Place } from './notes';

/** How long the next holder may repeat a frame, in ms. */
const WINDOW = 3_000;

/** How many frames of a holder may reach a tab and not the next holder. */
const CAPACITY = 100;

interface Frame extends Place {
  readonly data: unknown;
}

/**
 * Filters repeated frames. The last frames of a holder may reach a tab and not the next holder, which then relays its
 * own duplicates of them. A tab drops those. The object belongs to the socket, and outlives a sleep of the tab.
 */
export class Repeats {
  /** The last frames of one holder. */
  #last: Frame[] = [];
  /** The frames that the next holder will repeat. */
  readonly #expected = new CopyBag(WINDOW);

  /**
   * Whether a frame is such a duplicate, or arrived before a sleep of the tab. Returns true once for each duplicate.
   */
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

  /** Another holder continues after a note of the previous one. */
  continue(after: Place, now: number): void {
    for (const { gen, n, data } of this.#last)
      if (gen === after.gen && n > after.n) this.#expected.put(String(data), now);
    this.#last = [];
  }
}
