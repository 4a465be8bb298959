import { ASK, LATE, LONGEST_DOUBT, ROUND_TRIP, STOOD_STILL, type TakeoverRule } from './takeover-rule';

/** What a frame means for the trust in its connection. */
export type FrameKind =
  /** May have been sent to every connection of the channel. */
  | 'broadcast'
  /** The reply to a `request()` that was sent on this connection. */
  | 'answer'
  /** The answer to a keep-alive ping. */
  | 'pong';

/**
 * How far a connection is trusted to receive broadcasts and to have its messages handled. A connection that met a broadcast
 * during its `$connect` does neither, for ever, and looks open.
 */
export interface Trust {
  /** ms of the clock. */
  readonly openedAt: number;
  /** Whether it may turn out deaf or dead here, so that what is sent on it is remembered until it is proven. */
  readonly watched: boolean;
  /** The older connection brought a broadcast between the creation of this one and its takeover. */
  readonly doubted: boolean;
  /** Only the answer to a ping proves it, and one is sent soon after its open. */
  readonly pinged: boolean;
  readonly proof: 'none' | 'frame' | 'pong';
  /** Silent since a `reconnect()`, a wake or a failed trial: what is opened beside it takes over at its open. */
  readonly suspect: boolean;
  /** How many connections in a row, before this one, were replaced because they seemed deaf. */
  readonly replaced: number;
  /** When the first message of the application was sent on it, in ms of the clock. */
  readonly sentAt?: number | undefined;
  /** It takes one message, and further ones when it has brought a frame after that one. */
  readonly trial?: Trial | undefined;
}

/** `answerBy` in ms of the clock, once the one message went out. */
export interface Trial {
  readonly answerBy?: number;
  /** The timers of the host stood still over a first limit. Those of a hidden tab do each time, so there is one more. */
  readonly again?: boolean;
}

/** A connection that has just opened. */
export function newTrust(given: Pick<Trust, 'openedAt' | 'watched' | 'doubted' | 'pinged' | 'replaced'>): Trust {
  return { ...given, proof: 'none', suspect: false };
}

/** So many connections in a row may be replaced because they seem deaf: an application that receives nothing is no proof. */
const MOST_REPLACED = 3;

/** Whether what is opened in the place of a suspect connection is in doubt as well: that one seemed deaf. */
export function passesDoubtOn({ suspect, doubted, proof, replaced }: Trust): boolean {
  return suspect && doubted && proof === 'none' && replaced < MOST_REPLACED;
}

export function isProven({ proof }: Trust): boolean {
  return proof !== 'none';
}

/** Whether what was sent on it may be lost without a sign: it is remembered. */
export function isUncertain(trust: Trust): boolean {
  return trust.suspect || (trust.watched && trust.proof === 'none');
}

/** Whether what was sent on it before it was proven is reported when it ends. */
export function isDoubtful({ suspect, doubted, pinged, proof }: Trust): boolean {
  return suspect || (proof === 'none' && (doubted || pinged));
}

/** It is silent where it should not be, or may be dead: another one is to take its place. */
export function suspected(trust: Trust): Trust {
  return { ...trust, suspect: true, trial: undefined };
}

/** The sends move to it. */
export function takingOver(trust: Trust): Trust {
  return trust.doubted && trust.proof === 'none' ? { ...trust, trial: {} } : trust;
}

/** A frame came on it. */
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

/** When a doubted connection with no other one beside it must be proven, in ms of the clock. `Infinity` where it need not be. */
export function proveBy({ doubted, proof, suspect, openedAt }: Trust): number {
  return doubted && proof === 'none' && !suspect ? openedAt + LONGEST_DOUBT : Infinity;
}

/** The limit of a message on trial has come: the trial has `failed`, or goes on with a new limit. `undefined` where it has not. */
export function triedTrust(trust: Trust, now: number): 'failed' | Trust | undefined {
  const { answerBy, again = false } = trust.trial ?? {};
  if (answerBy === undefined || now < answerBy) return undefined;
  // The timers of the host stood still: nothing is known of the answer.
  const stoodStill = !again && now >= answerBy + STOOD_STILL;
  return stoodStill ? { ...trust, trial: { answerBy: now + ASK, again: true } } : 'failed';
}
