/** Keys of frames whose copies may still come. */
export interface CopyBag {
  put(key: string, at: number): void;
  /** Takes out one of a key; `false` if there is none. */
  take(key: string, now: number): boolean;
}

/** Whether a message is the reply to a request: `certain` by its id, `likely` by its type on the connection of the request. */
export type Likeness = 'certain' | 'likely' | undefined;

/** The frames that answered a request and whose copies may still come: one broadcast answers one request at most. */
export class Answered {
  /**
   * @param likely those that came on the connection of their request: they may be replies to it alone
   * @param broadcast those that came on another one than their request, and so come on both
   */
  constructor(
    private readonly likely: CopyBag,
    private readonly broadcast: CopyBag,
  ) {}

  add(key: string, answer: Likeness, at: number): void {
    (answer ? this.likely : this.broadcast).put(key, at);
  }

  /** Two replies of the same text, each on the connection of its request, answer both requests. */
  copyMayAnswer(key: string, answer: Likeness, at: number): boolean {
    if (this.broadcast.take(key, at)) return false;
    return !this.likely.take(key, at) || answer !== undefined;
  }
}
