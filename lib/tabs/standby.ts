import { CopyBag } from '../connection/copy-bag';
import type { Counted, Note, Place } from './notes';
import type { Situation } from './situation';

/** How long after one of the two the other may arrive, in ms. */
const WINDOW = 3_000;

/** The most frames that are kept while the holder is silent. */
const CAPACITY = 2_000;

/** How long a connection must be open while the holder is alive until nothing can be missing on it, in ms. */
const SETTLED = 1_000;

/** The holder may relay a frame for so long that came before the spare was open, in ms. */
const EARLIER = 2_000;

/** How long a connection may receive nothing of what the holder relays until it is deaf, in ms. */
const DEAF_AFTER = 5_000;

/** How long the holder may take to relay a frame that arrived here, in ms. */
const LATE = 2_000;

interface Received {
  readonly key: string;
  readonly at: number;
  readonly data: unknown;
}

/** Receives what the comparison finds. */
export interface StandbyOwner {
  post(note: Note): void;
  /** The holder does not relay what arrives here. */
  doubt(): void;
  /** The connection receives nothing of what the holder relays. */
  deaf(): void;
}

/**
 * Compares the frames that the spare received with those that the holder relayed. As in a rotation, two frames are the
 * same by their text (or id), and of several equal ones the newest is taken. Times in ms.
 */
export class Standby {
  /** The holder, as far as its notes came, and when the last one came. */
  heard: Place | undefined;
  #heardAt = 0;
  #received: Received[] = [];
  readonly #relayed = new CopyBag(WINDOW);
  /** Whether so many frames came from a holder that relays none that some were dropped. */
  #incomplete = false;
  /** Whether any frame was received, and until then: when the holder relayed the first one that was missed. */
  #proven = false;
  #missedAt = Infinity;
  #ready = false;

  constructor(
    private readonly owner: StandbyOwner,
    /** Of the own connection. */
    private readonly situation: Situation,
    /** The text or id that two equal frames share. */
    private readonly keyOf: (data: unknown) => string,
  ) {}

  /** A frame of the own connection. */
  received(data: unknown, at: number): void {
    this.#proven = true;
    this.#missedAt = Infinity;
    if (!this.wasRelayed(data, at)) this.#received.push({ key: this.keyOf(data), data, at });
    this.#incomplete ||= this.#received.length > CAPACITY;
    if (this.#incomplete) this.#received = [];
    if (at - (this.#received[0]?.at ?? at) > LATE) this.owner.doubt();
  }

  /** Whether the holder relayed a frame before it was received. Answers once for each frame. */
  wasRelayed(data: unknown, now: number): boolean {
    return this.#relayed.take(this.keyOf(data), now);
  }

  /** A note of the holder. What it has not relayed for long, it did not receive. */
  hear(note: Counted, now: number): void {
    this.heard = { gen: note.gen, n: note.n };
    this.#heardAt = now;
    this.#incomplete = false;
    // What came while the holder had no connection is a gap that the tabs were told of.
    const isNew = note.t === 'news' && note.news.some((one) => one.type === 'took over' && !one.rotated);
    this.#received = this.#received.filter(({ at }) => !isNew && now - at <= WINDOW);
    // A reply comes to the holder alone.
    if (note.t === 'frame' && note.to === undefined) this.#holderRelayed(note.data, now);
    if (now - this.#missedAt >= DEAF_AFTER) this.owner.deaf();
    else this.tellReady();
  }

  /** Whether nothing is lost when it takes over. */
  get isReady(): boolean {
    const { openSince = Infinity } = this.situation;
    return this.#heardAt - openSince > SETTLED && !this.#incomplete && !this.isDoubted;
  }

  /** Whether the connection may be deaf. */
  get isDoubted(): boolean {
    return this.#missedAt < Infinity;
  }

  tellReady(): void {
    const ready = this.isReady;
    if (ready === this.#ready) return;
    this.#ready = ready;
    this.owner.post({ t: 'ready', ready });
  }

  /** The frames that the holder did not relay, oldest first. */
  get missing(): readonly unknown[] {
    return this.#received.map(({ data }) => data);
  }

  #holderRelayed(data: unknown, now: number): void {
    const { openSince = Infinity } = this.situation;
    const key = this.keyOf(data);
    const index = this.#received.map((frame) => frame.key).lastIndexOf(key);
    if (index >= 0) this.#received.splice(index, 1);
    else this.#relayed.put(key, now);
    // By the rule of a rotation.
    if (now - openSince > EARLIER && !this.#proven) this.#missedAt = Math.min(this.#missedAt, now);
  }
}
