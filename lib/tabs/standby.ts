import { CopyBag } from '../connection/copy-bag';
import type { Counted, Note, Place } from './notes';
import type { Situation } from './situation';

/** How long after one of two equal frames the other may arrive, in ms. */
const WINDOW = 3_000;

/** The maximum number of frames that are kept while the holder is silent. */
const CAPACITY = 2_000;

/** How long a connection must be open, with a holder that is alive, until it can have missed nothing, in ms. */
const SETTLED = 1_000;

/** How long the holder may relay frames that arrived before the spare was open, in ms. */
const EARLIER = 2_000;

/** How long a connection may receive none of the relayed frames until it counts as deaf, in ms. */
const DEAF_AFTER = 5_000;

/** How long the holder may take to relay a frame that arrived here, in ms. */
const LATE = 2_000;

interface Received {
  readonly key: string;
  readonly at: number;
  readonly data: unknown;
}

/** Notified of the results of the comparison. */
export interface StandbyOwner {
  post(note: Note): void;
  /** The holder does not relay frames that arrive here. */
  doubt(): void;
  /** The connection receives none of the frames that the holder relays. */
  deaf(): void;
}

/**
 * Compares the frames that the spare has received with those that the holder has relayed. As in a rotation, two frames
 * are the same if their text (or id) is equal, and of several equal ones the newest counts. Times in ms.
 */
export class Standby {
  /** The position of the holder's last note that arrived, and its time. */
  holderPlace: Place | undefined;
  #lastNoteAt = 0;
  #received: Received[] = [];
  readonly #relayed = new CopyBag(WINDOW);
  /** Whether frames were dropped, because too many arrived while the holder relayed none. */
  #incomplete = false;
  /** Whether any frame was received. Until then: when the holder relayed the first one that was missed. */
  #proven = false;
  #missedAt = Infinity;
  #ready = false;

  constructor(
    private readonly owner: StandbyOwner,
    /** The state of the own connection. */
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

  /** Whether the holder relayed a frame before it was received. Returns true once for each frame. */
  wasRelayed(data: unknown, now: number): boolean {
    return this.#relayed.take(this.keyOf(data), now);
  }

  /** A note of the holder. A frame that it has not relayed for long was not received by it. */
  handle(note: Counted, now: number): void {
    this.holderPlace = { gen: note.gen, n: note.n };
    this.#lastNoteAt = now;
    this.#incomplete = false;
    // Messages during the time when the holder had no connection are a gap that was reported to the tabs.
    const isNew = note.t === 'news' && note.news.some((one) => one.type === 'took over' && !one.rotated);
    this.#received = this.#received.filter(({ at }) => !isNew && now - at <= WINDOW);
    // Only the holder receives a reply.
    if (note.t === 'frame' && note.to === undefined) this.#holderRelayed(note.data, now);
    if (now - this.#missedAt >= DEAF_AFTER) this.owner.deaf();
    else this.tellReady();
  }

  /** Whether nothing is lost when it takes over. */
  get isReady(): boolean {
    const { openSince = Infinity } = this.situation;
    return this.#lastNoteAt - openSince > SETTLED && !this.#incomplete && !this.isDoubted;
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
    // As in a rotation.
    if (now - openSince > EARLIER && !this.#proven) this.#missedAt = Math.min(this.#missedAt, now);
  }
}
