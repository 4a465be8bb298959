/**
 * The durations of a takeover, in ms. They come from a simulation (`npm run bench:takeover`): of all rules that were
 * tried, only this one lost no send without a report and missed no broadcast while the older connection was alive.
 */

/** The sends move to the next connection after half of `overlap`, and at most this long after its open. */
export const LONGEST_SETTLING = 5_000;

/** A frame this long after the open proves a connection: it is twice the longest broadcast, plus the network. */
export const LATE = 4_300;

/** How long after the open the proving ping is sent: by then a backend has marked a deaf connection as gone. */
export const PROVING_PING = 2_300;

/** How long the first message on trial waits for a frame. */
export const ASK = 2_000;

/** A frame that arrives sooner than this after a message is not an answer to it. */
export const ROUND_TRIP = 60;

/** How long the older connection is kept after the takeover, at least. */
export const LEAST_OVERLAP = 4_000;

/** How long after its open a doubted connection has to be proven before it counts as deaf. */
export const LEAST_TO_PROVE = 5_000;

/** How long after its open a doubted connection without another one has to be proven before it is replaced. */
export const LONGEST_DOUBT = 10_000;

/** A broadcast that the older connection receives this long after the takeover was sent to both connections. */
export const BOTH_KNOWN = 2_000;

/**
 * A frame that the older connection receives this long after the takeover is not a reply to a message that was sent on
 * it before: a stream of replies has ended by then.
 */
export const REPLIES_OVER = 7_000;

/** How long the newer connection has to receive what the older one received. */
export const ECHO = 5_000;

/** How long before the close of the older connection repeated texts are removed. */
export const FORGET_AHEAD = 2_000;

/** A connection that was dropped as deaf is read until it was silent for this long … */
export const SILENT = 2_000;

/** … and for this long at most. */
export const LONGEST_SILENCE = 30_000;

/** How long a connection that is being closed is read, at most. */
export const DRAINING = 2_000;

/** How long the connection has after a sleep to answer a ping, before the next one is opened. */
export const WAKE_ANSWER = 2_000;

/** How long the sends wait after a sleep, at most. */
export const LONGEST_HOLD = 5_000;

/** A deadline that runs later than this shows that timers stood still, and not that the peer is silent. */
export const STOOD_STILL = 5_000;

/** The part of the configuration that a takeover depends on. */
export interface TakeoverRule {
  /** Whether two connections may be open at once. */
  readonly beside: boolean;
  /** How long the older and the newer connection are both open at least, in ms. */
  readonly overlap: number;
  /** Whether connections are pinged. */
  readonly pinged: boolean;
  /** Whether only the answer to a ping proves a connection. */
  readonly provenByPong: boolean;
}

/** How long the next connection is open before the sends move to it. */
export function settling({ overlap }: TakeoverRule): number {
  return Math.min(overlap / 2, LONGEST_SETTLING);
}
