/** The keys of frames whose duplicates may still arrive. */
export interface CopyBag {
  put(key: string, at: number): void;
  /** Removes one entry of a key. Returns `false` if there is none. */
  take(key: string, now: number): boolean;
}

/** Whether a message is the reply to a request: `certain` by its id, `likely` by its type on the connection of the request. */
export type Likeness = 'certain' | 'likely' | undefined;

/**
 * The frames that answered a request and whose duplicates may still arrive: one broadcast answers one request at most.
 */
export class Answered {
  /**
   * @param likely frames on the connection of their request: they may be replies to it only
   * @param broadcast frames on another connection than their request, which therefore arrive on both
   */
  constructor(
    private readonly likely: CopyBag,
    private readonly broadcast: CopyBag,
  ) {}

  add(key: string, answer: Likeness, at: number): void {
    (answer ? this.likely : this.broadcast).put(key, at);
  }

  /** Two replies with the same text, each on the connection of its request, answer both requests. */
  copyMayAnswer(key: string, answer: Likeness, at: number): boolean {
    if (this.broadcast.take(key, at)) return false;
    return !this.likely.take(key, at) || answer !== undefined;
  }
}
