/** What was seen in one rotation, or the sum of many. Counts, and times in ms. */
export interface Figures {
  rotations: number;
  /** Accepted by `send()`, not handled, and nobody was told; by what became of them. */
  lostDeaf: number;
  lostZombie: number;
  lostInFlight: number;
  /** As above, for another cause: written to a connection that was not open, or never written at all. */
  lostOtherwise: number;
  /** Told as `undelivered`, and rightly so. */
  told: number;
  toldThoughHandled: number;
  /** Broadcast while the client had an open connection that lived, and never arrived on any. */
  missed: number;
  /** Replies that never arrived: their connection had ended. */
  repliesMissed: number;
  /** Arrived, and not delivered: taken for copies. */
  lostBroadcasts: number;
  lostReplies: number;
  /** Delivered more often than they came as messages of their own. */
  doubledBroadcasts: number;
  doubledReplies: number;
  /** Connections given up that the backend had not marked, and that were not dead. */
  healthyDropped: number;
  deafDropped: number;
  /** The run ended with nothing but a connection that the backend had marked. */
  deafKept: number;
  tokens: number;
  /** Rotations in which a connection took over, and the sum of the times from its `open` until then. */
  takeovers: number;
  takeoverTime: number;
  /** The longest of these times. */
  longestTakeover: number;
  /** The sum of the times that sends waited, and the longest of them. */
  held: number;
  longestHeld: number;
}

export function noFigures(): Figures {
  return {
    rotations: 0,
    lostDeaf: 0,
    lostZombie: 0,
    lostInFlight: 0,
    lostOtherwise: 0,
    told: 0,
    toldThoughHandled: 0,
    missed: 0,
    repliesMissed: 0,
    lostBroadcasts: 0,
    lostReplies: 0,
    doubledBroadcasts: 0,
    doubledReplies: 0,
    healthyDropped: 0,
    deafDropped: 0,
    deafKept: 0,
    tokens: 0,
    takeovers: 0,
    takeoverTime: 0,
    longestTakeover: 0,
    held: 0,
    longestHeld: 0,
  };
}

const LONGEST: ReadonlySet<keyof Figures> = new Set(['longestTakeover', 'longestHeld']);

/** Adds what was seen in further rotations. */
export function add(sum: Figures, more: Figures): Figures {
  // The keys of one are those of the other: both are made by `noFigures`.
  for (const key of Object.keys(sum) as (keyof Figures)[]) {
    sum[key] = LONGEST.has(key) ? Math.max(sum[key], more[key]) : sum[key] + more[key];
  }
  return sum;
}

/** Sends that were lost and not told. What was under way when a connection was lost cannot be known, and is apart. */
export function lostInSilence({ lostDeaf, lostZombie, lostOtherwise }: Figures): number {
  return lostDeaf + lostZombie + lostOtherwise;
}
