/**
 * The durations of a takeover, in ms, as a simulation found them: of every rule tried this one alone lost no send in
 * silence and missed no broadcast while the older connection lives (`npm run bench:takeover`).
 */

/** The longest that the next connection is open and read before the sends move to it; half of a shorter `overlap`. */
export const LONGEST_SETTLING = 5_000;

/** Twice the longest broadcast, and the network: a frame that comes so long after the open was sent to a live connection. */
export const LATE = 4_300;

/** The ping that proves a connection goes out so long after its open: a backend marks a deaf one by then. */
export const PROVING_PING = 2_300;

/** How long the first message on trial waits for a frame. */
export const ASK = 2_000;

/** A frame that comes sooner after a message was under way already. */
export const ROUND_TRIP = 60;

/** The older connection is kept for so long after the takeover at least. */
export const LEAST_OVERLAP = 4_000;

/** A connection that is in doubt and not proven is not judged sooner after its open. */
export const LEAST_TO_PROVE = 5_000;

/** A doubted connection that has no other one beside it is replaced where it is not proven by then. */
export const LONGEST_DOUBT = 10_000;

/** A broadcast that the older connection brings so long after the takeover was sent when the backend had both. */
export const BOTH_KNOWN = 2_000;

/**
 * What the older connection brings so long after the takeover is no reply to what was sent on it before: a stream of
 * replies has ended by then.
 */
export const REPLIES_OVER = 7_000;

/** The newer connection has so long to echo what the older one brought. */
export const ECHO = 5_000;

/** Texts that came more than once are forgotten so long before the older connection is asked to close. */
export const FORGET_AHEAD = 2_000;

/** A connection that was dropped as deaf is read until it was silent for so long … */
export const SILENT = 2_000;

/** … and for so long at most. */
export const LONGEST_SILENCE = 30_000;

/** A connection that was asked to close is read for so long at most. */
export const DRAINING = 2_000;

/** After a sleep the connection has so long to answer a ping before the next one is opened. */
export const WAKE_ANSWER = 2_000;

/** After a sleep the sends wait for so long at most. */
export const LONGEST_HOLD = 5_000;

/** A deadline that runs so long after its time is a sign of timers that stood still, and not of a silent peer. */
export const STOOD_STILL = 5_000;

/** What the configuration decides of a takeover. */
export interface TakeoverRule {
  /** Whether two connections may live side by side. */
  readonly beside: boolean;
  /** ms that the older and the newer connection both live at least. */
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
