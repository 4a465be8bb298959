import { ASK, LATE, LONGEST_DOUBT, ROUND_TRIP, STOOD_STILL, type TakeoverRule } from './takeover-rule';

/** The meaning of a frame for the trust in its connection. */
export type FrameKind =
  /** May have been sent to every connection of the channel. */
  | 'broadcast'
  /** The reply to a `request()` that was sent on this connection. */
  | 'answer'
  /** The answer to a keep-alive ping. */
  | 'pong';

/**
 * How far a connection is trusted to receive broadcasts and to have its messages handled. A connection to which a
 * broadcast was sent during its `$connect` is deaf: it looks open, but no broadcast ever reaches it and its messages
 * are refused.
 */
export interface Trust {
  /** ms of the clock. */
  readonly openedAt: number;
  /** Whether it may turn out to be deaf or dead here, so that messages on it are remembered until it is proven. */
  readonly watched: boolean;
  /** The older connection received a broadcast between the creation of this one and its takeover. */
  readonly doubted: boolean;
  /** Only the answer to a ping proves it, and one is sent soon after its open. */
  readonly pinged: boolean;
  readonly proof: 'none' | 'frame' | 'pong';
  /**
   * Silent since a `reconnect()`, a wake or a failed trial: a connection that is opened next to it takes over at its
   * open.
   */
  readonly suspect: boolean;
  /** If it may have been dead or deaf since: when it was last known to be neither, in ms of the clock. */
  readonly aliveAt?: number | undefined;
  /** How many connections in a row, before this one, were replaced because they seemed deaf. */
  readonly replaced: number;
  /** When the first message of the application was sent on it, in ms of the clock. */
  readonly sentAt?: number | undefined;
  /** One message may be sent on it, and further ones after it has received a frame. */
  readonly trial?: Trial | undefined;
}

/** `answerBy` in ms of the clock, once the one message was sent. */
export interface Trial {
  readonly answerBy?: number;
  /**
   * The timers of the host stood still past the first limit, so the trial got a second one. In a hidden tab they always
   * do, so there is no third.
   */
  readonly again?: boolean;
}

/** A connection that has just opened. */
export function newTrust(given: Pick<Trust, 'openedAt' | 'watched' | 'doubted' | 'pinged' | 'replaced'>): Trust {
  return { ...given, proof: 'none', suspect: false };
}

/** How many connections in a row may be replaced because they seem deaf: an application may simply receive nothing. */
const MOST_REPLACED = 3;

/** Whether the successor of a suspect connection is in doubt as well, because the suspect one seemed deaf. */
export function passesDoubtOn({ suspect, doubted, proof, replaced }: Trust): boolean {
  return suspect && doubted && proof === 'none' && replaced < MOST_REPLACED;
}

export function isProven({ proof }: Trust): boolean {
  return proof !== 'none';
}

/** Whether messages on it may be lost without notice, so that they are remembered. */
export function isUncertain(trust: Trust): boolean {
  return trust.suspect || (trust.watched && trust.proof === 'none');
}

/** Whether messages that were sent on it before it was proven are reported as lost when it ends. */
export function isDoubtful({ suspect, doubted, pinged, proof }: Trust): boolean {
  return suspect || (proof === 'none' && (doubted || pinged));
}

/**
 * It is silent although it should not be, or may be dead: another one will take its place.
 *
 * @param aliveAt if it may have missed messages: when it was last known to receive them, in ms of the clock
 */
export function suspected(trust: Trust, aliveAt?: number): Trust {
  const known = trust.suspect ? trust.aliveAt : undefined;
  return { ...trust, suspect: true, trial: undefined, aliveAt: known ?? aliveAt };
}

/** The sends move to it. */
export function takingOver(trust: Trust): Trust {
  return trust.doubted && trust.proof === 'none' ? { ...trust, trial: {} } : trust;
}

/** A frame arrived on it. */
export function withFrame(trust: Trust, kind: FrameKind, now: number, rule: TakeoverRule): Trust {
  if (kind === 'pong') return trust.suspect ? { ...trust, suspect: false } : trust;
  const { proof, sentAt, suspect, trial } = trust;
  const answered = sentAt !== undefined && now > sentAt + ROUND_TRIP;
  const proves = !rule.provenByPong && (kind === 'answer' || now >= trust.openedAt + LATE || answered);
  const passed = trial && (proves || answered || kind === 'answer');
  if (!passed && !suspect && !(proves && proof === 'none')) return trust;
  return {
    ...trust,
    suspect: false,
    proof: proves && proof === 'none' ? 'frame' : proof,
    ...(passed && { trial: undefined }),
  };
}

/** The ping that proves a connection was answered. */
export function withProof(trust: Trust): Trust {
  return { ...trust, proof: 'pong', suspect: false, trial: undefined };
}

/** A message of the application was sent on it. */
export function withMessage(trust: Trust, now: number): Trust {
  const { sentAt, trial } = trust;
  if (sentAt !== undefined && (!trial || trial.answerBy !== undefined)) return trust;
  return { ...trust, sentAt: sentAt ?? now, ...(trial && { trial: { answerBy: now + ASK } }) };
}

/** When a doubted connection without another one must be proven, in ms of the clock. `Infinity` if it need not be. */
export function proveBy({ doubted, proof, suspect, openedAt }: Trust): number {
  return doubted && proof === 'none' && !suspect ? openedAt + LONGEST_DOUBT : Infinity;
}

/**
 * Called at the limit of a message on trial: the trial has `failed`, or continues with a new limit. `undefined` if the
 * limit has not come.
 */
export function triedTrust(trust: Trust, now: number): 'failed' | Trust | undefined {
  const { answerBy, again = false } = trust.trial ?? {};
  if (answerBy === undefined || now < answerBy) return undefined;
  // The timers of the host stood still, so the answer may be unread in the socket.
  const stoodStill = !again && now >= answerBy + STOOD_STILL;
  return stoodStill ? { ...trust, trial: { answerBy: now + ASK, again: true } } : 'failed';
}
