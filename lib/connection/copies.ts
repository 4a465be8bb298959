import { CopyBag } from './copy-bag';

/** The connection of a rotation that received a frame. */
export type Side = 'old' | 'new';

/** How long after the first frame its duplicate may arrive, in ms. A shorter window delivers duplicates. */
export const COPY_WINDOW = 3_000;

/** A frame of the older connection that arrived this long before the takeover, in ms, has no duplicate any more. */
const ECHOED_BY = 2_100;

/**
 * In an overlap that lasts longer than planned: a text that did not arrive for this long, in ms, does not count as
 * repeated.
 */
const REPEATED_WITHIN = 10_000;

/** How often a text arrived on each side, when it last arrived, and whether the other side has received it too. */
interface Seen {
  old: number;
  new: number;
  last: number;
  echoed: boolean;
}

/**
 * Filters duplicates while two connections are open. The backend then sends a broadcast to both and a reply to one.
 * Neither has an id, and concurrent handlers send to the two in different orders. So a frame whose text arrived first
 * on the other connection is a duplicate, and any other frame is delivered. In doubt a message is delivered twice
 * rather than not at all. Times in ms of the clock.
 */
export class Copies {
  readonly #bags: Readonly<Record<Side, CopyBag>> = { old: new CopyBag(COPY_WINDOW), new: new CopyBag(COPY_WINDOW) };
  /** In the order of arrival: the most recent text is the last one. */
  readonly #seen = new Map<string, Seen>();
  /** Texts that are answers to one connection, and not broadcasts. */
  readonly #direct = new Set<string>();
  #forgetAt = Infinity;
  /** From this time the overlap lasts longer than planned, perhaps for hours. */
  #longFrom = Infinity;

  /** Whether a frame is a duplicate of one that arrived on the other connection. Records the frame. */
  isCopy(side: Side, key: string, now: number): boolean {
    if (now >= this.#forgetAt) this.#forgetRepeated();
    if (now >= this.#longFrom) this.#forgetSeenBefore(now - REPEATED_WITHIN);
    const seen = this.#see(side, key, now);
    if (this.#direct.has(key)) return false;
    if (this.#bags[side === 'old' ? 'new' : 'old'].take(key, now)) {
      seen.echoed = true;
      return true;
    }
    this.#bags[side].put(key, now);
    return false;
  }

  /** The sends move to the newer connection. */
  takenOver(now: number): void {
    this.#bags.old.forgetBefore(now - ECHOED_BY);
    // A text that arrived repeatedly on the older one and never on the newer one was an answer to one connection.
    for (const [key, seen] of this.#seen) if (seen.old > 1 && seen.new === 0 && !seen.echoed) this.#direct.add(key);
    this.#forgetRepeated();
  }

  /** Sets the time when repeated texts are removed, some time before the older connection is closed. */
  forgetRepeatedAt(at: number): void {
    this.#forgetAt = at;
    this.#longFrom = at + COPY_WINDOW;
  }

  /**
   * Removes repeated texts: the older connection is about to be closed, or is gone. A left-over entry of such a text
   * would drop a message that was really sent again. The other texts are kept: their duplicates may still arrive.
   */
  forgetRepeated(): void {
    this.#forgetRepeated();
  }

  #see(side: Side, key: string, now: number): Seen {
    const seen = this.#seen.get(key) ?? { old: 0, new: 0, last: now, echoed: false };
    this.#seen.delete(key);
    this.#seen.set(key, seen);
    seen[side] += 1;
    seen.last = now;
    return seen;
  }

  #forgetSeenBefore(time: number): void {
    for (const [key, { last }] of this.#seen) {
      if (last >= time) return;
      this.#seen.delete(key);
    }
  }

  #forgetRepeated(): void {
    this.#forgetAt = Infinity;
    for (const [key, seen] of this.#seen) {
      if (seen.old < 2 && seen.new < 2) continue;
      this.#bags.old.forget(key);
      this.#bags.new.forget(key);
    }
  }
}
