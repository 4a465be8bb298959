/** How long after one of the two the other may arrive, in ms. */
const WINDOW = 3_000;

/** The most frames that are kept while the holder is silent. */
const CAPACITY = 2_000;

interface Relayed {
  readonly key: string;
  readonly at: number;
}

interface Received extends Relayed {
  readonly data: unknown;
}

/**
 * Compares the frames that the spare received with those that the holder relayed. As in a rotation, two frames are the
 * same by their text (or id), and of several equal ones the newest is taken. Times in ms.
 */
export class Mirror {
  #received: Received[] = [];
  #relayed: Relayed[] = [];
  /** Whether so many frames came from a holder that relays none that some were dropped. */
  incomplete = false;

  /** A frame of the own connection. */
  received(key: string, data: unknown, now: number): void {
    if (this.wasRelayed(key, now)) return;
    this.#received.push({ key, data, at: now });
    this.incomplete ||= this.#received.length > CAPACITY;
    if (this.incomplete) this.#received = [];
  }

  /** Whether the holder relayed a frame before it was received. Answers once for each frame. */
  wasRelayed(key: string, now: number): boolean {
    this.#relayed = this.#relayed.filter(({ at }) => now - at <= WINDOW);
    return takeNewest(this.#relayed, key);
  }

  /** A frame that the holder relayed. */
  relayed(key: string, now: number): void {
    if (!takeNewest(this.#received, key)) this.#relayed.push({ key, at: now });
  }

  /** The holder is alive: what it has not relayed for so long, it did not receive. */
  heard(now: number): void {
    this.#received = this.#received.filter(({ at }) => now - at <= WINDOW);
    this.incomplete = false;
  }

  /** Forgets what the holder did not relay. */
  forget(): void {
    this.#received = [];
  }

  /** How long the oldest frame has waited for the holder, in ms. */
  waited(now: number): number {
    return now - (this.#received[0]?.at ?? now);
  }

  /** The frames that the holder did not relay, oldest first. */
  get missing(): readonly unknown[] {
    return this.#received.map(({ data }) => data);
  }
}

function takeNewest(entries: Relayed[], key: string): boolean {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    if (entries[index]?.key !== key) continue;
    entries.splice(index, 1);
    return true;
  }
  return false;
}
