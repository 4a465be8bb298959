import { isRecord, LONGEST_TIMER } from '../checks';
import { delayAfter, denialAfter, isFinal, type Denial } from './denials';
import { REFUSALS, refusalsAfter } from './refusals';
import type { Backoff } from './retry-backoff';
import { takesTurns, untilTurn } from './turns';

/** The memory of earlier attempts: one count for the first connection and for those next to an open one. */
export interface Policy {
  /** Attempts that failed since the connection was last stable. The number of the next one is one more. */
  readonly attempts: number;
  /** Delays since it was last stable. */
  readonly delays: number;
  /** Handshakes in a row that were refused. */
  readonly refusals: number;
  /** Attempts next to the open connection that never opened. */
  readonly unopened: number;
  /**
   * The last failure of the token source, and how often it occurred in a row; `undefined` after it has issued a token.
   */
  readonly denial: Denial | undefined;
}

export const freshPolicy: Policy = { attempts: 0, delays: 0, refusals: 0, unopened: 0, denial: undefined };

/** The circumstances of an ending. */
export interface Circumstances {
  /** The time with a connection without a gap, in ms; 0 for an attempt that never opened. */
  readonly uptime: number;
  /** The time of the ending, in epoch ms: the turns of the clients depend on it. */
  readonly at: number;
  /** From 0 (included) to 1 (excluded). */
  readonly chance: number;
}

/** The consequence of an ending. */
export interface Verdict {
  /** ms to wait for the next attempt. */
  readonly delay: number;
  /** Whether that wait ends in a turn: see `whenRefused`. */
  readonly inTurn: boolean;
  /** Whether `maxAttempts` is reached. */
  readonly exhausted: boolean;
  /** Whether the token endpoint refuses, and further requests will not change that. */
  readonly denied: boolean;
  /**
   * Whether so many handshakes were refused in a row, each with a fresh token, that it is not a coincidence: `true`
   * once.
   */
  readonly refused: boolean;
}

/** The policy and the verdict after an ending. */
export function afterEnding(
  policy: Policy,
  error: unknown,
  { uptime, at, chance }: Circumstances,
  backoff: Backoff,
): readonly [Policy, Verdict] {
  const stable = uptime > 0 && uptime >= backoff.minUptime && policy.unopened === 0;
  const delays = stable ? 0 : policy.delays;
  // The loss of an open connection does not end the row of attempts that failed next to it.
  const keepsRow = uptime > 0 && policy.unopened > 0;
  const next = {
    attempts: stable ? 0 : policy.attempts + 1,
    delays: delays + 1,
    refusals: keepsRow ? policy.refusals : refusalsAfter(policy.refusals, error),
    unopened: policy.unopened,
    denial: keepsRow ? policy.denial : denialAfter(policy.denial, error),
  };
  const denial = keepsRow ? undefined : next.denial;
  // A power can grow to Infinity, and 0 times Infinity is NaN.
  const whole = backoff.initial * Math.min(backoff.factor ** delays, Number.MAX_VALUE);
  const ordinary = Math.min(whole, backoff.max);
  const spread = (ms: number) => jittered(ms, backoff.jitter, chance);
  const inTurn = takesTurns(next.refusals, backoff.whenRefused);
  return [
    next,
    {
      delay: inTurn
        ? untilTurn(at, next.refusals, chance)
        : Math.min(delayAfter(error, denial, ordinary, spread), LONGEST_TIMER),
      inTurn,
      exhausted: next.attempts >= backoff.maxAttempts,
      denied: isFinal(denial),
      refused: next.refusals === REFUSALS && policy.refusals < REFUSALS,
    },
  ];
}

/** A connection takes over. */
export function afterOpening(policy: Policy): Policy {
  return { ...policy, refusals: 0, unopened: 0, denial: undefined };
}

/** Another connection will be opened next to an open one: the count starts again if that one is stable. */
export function beforeRotation(policy: Policy, uptime: number, { minUptime }: Backoff): Policy {
  return uptime >= minUptime ? freshPolicy : { ...policy, unopened: 0 };
}

/** The open connection is lost, and an attempt in progress continues in its place: that is the retry after the loss. */
export function goingOn(policy: Policy, uptime: number, { minUptime }: Backoff): Policy {
  const attempts = uptime >= minUptime ? policy.attempts : Math.max(policy.attempts, 1);
  return { ...policy, attempts, delays: Math.max(policy.delays, 1), unopened: 0 };
}

function jittered(delay: number, jitter: Backoff['jitter'], chance: number): number {
  if (jitter === 'none') return delay;
  return Math.round(jitter === 'full' ? delay * chance : delay / 2 + (delay / 2) * chance);
}

/** Errors of any source may have an uptime in ms; without one it counts as 0. */
export function uptimeOf(error: unknown): number {
  return isRecord(error) && typeof error.uptime === 'number' ? error.uptime : 0;
}
