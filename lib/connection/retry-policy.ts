import { isRecord, LONGEST_TIMER } from '../checks';
import { delayAfter, denialAfter, isFinal, type Denial } from './denials';
import { REFUSALS, refusalsAfter } from './refusals';
import type { Backoff } from './retry-backoff';

/** What is remembered of earlier attempts: one count for the first connection and for those beside an open one. */
export interface Policy {
  /** Attempts that failed since the connection was last stable: the next one has one more for its number. */
  readonly attempts: number;
  /** Delays since it was last stable. */
  readonly delays: number;
  /** Handshakes in a row that were refused. */
  readonly refusals: number;
  /** Attempts beside the open connection that never opened. */
  readonly unopened: number;
  /** How the token source failed last, and how often in a row; `undefined` once it gave a token. */
  readonly denial: Denial | undefined;
}

export const freshPolicy: Policy = { attempts: 0, delays: 0, refusals: 0, unopened: 0, denial: undefined };

/** What comes after an ending. */
export interface Verdict {
  /** ms to wait for the next attempt. */
  readonly delay: number;
  /** Whether `maxAttempts` are used up. */
  readonly exhausted: boolean;
  /** The token endpoint refuses, and will not do otherwise. */
  readonly denied: boolean;
  /** So many handshakes were refused in a row, each with a fresh token, that it is no accident: `true` once. */
  readonly refused: boolean;
}

/**
 * What comes after an ending.
 *
 * @param uptime for how long there was a connection without a gap, in ms; 0 for an attempt that never opened
 * @param chance from 0 (included) to 1 (excluded)
 */
export function afterEnding(
  policy: Policy,
  error: unknown,
  uptime: number,
  backoff: Backoff,
  chance: number,
): readonly [Policy, Verdict] {
  const stable = uptime > 0 && uptime >= backoff.minUptime && policy.unopened === 0;
  const delays = stable ? 0 : policy.delays;
  // The loss of an open connection does not end the row of attempts that failed beside it.
  const keepsRow = uptime > 0 && policy.unopened > 0;
  const next = {
    attempts: stable ? 0 : policy.attempts + 1,
    delays: delays + 1,
    refusals: keepsRow ? policy.refusals : refusalsAfter(policy.refusals, error),
    unopened: policy.unopened,
    denial: keepsRow ? policy.denial : denialAfter(policy.denial, error),
  };
  const denial = keepsRow ? undefined : next.denial;
  const ceiling = next.refusals >= REFUSALS ? Math.max(backoff.max, backoff.refusedMax) : backoff.max;
  // A power grows past all numbers, and 0 times that is none.
  const whole = backoff.initial * Math.min(backoff.factor ** delays, Number.MAX_VALUE);
  const ordinary = Math.min(whole, ceiling);
  const spread = (ms: number) => jittered(ms, backoff.jitter, chance);
  return [
    next,
    {
      delay: Math.min(delayAfter(error, denial, ordinary, spread), LONGEST_TIMER),
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

/** Another connection is to be opened beside an open one: the count starts again where that one is stable. */
export function beforeRotation(policy: Policy, uptime: number, { minUptime }: Backoff): Policy {
  return uptime >= minUptime ? freshPolicy : { ...policy, unopened: 0 };
}

/** The open connection is lost, and an attempt that is under way goes on in its place: that is the retry after the loss. */
export function goingOn(policy: Policy, uptime: number, { minUptime }: Backoff): Policy {
  const attempts = uptime >= minUptime ? policy.attempts : Math.max(policy.attempts, 1);
  return { ...policy, attempts, delays: Math.max(policy.delays, 1), unopened: 0 };
}

function jittered(delay: number, jitter: Backoff['jitter'], chance: number): number {
  if (jitter === 'none') return delay;
  return Math.round(jitter === 'full' ? delay * chance : delay / 2 + (delay / 2) * chance);
}

/** Errors of any source may have an uptime in ms; without one there was none. */
export function uptimeOf(error: unknown): number {
  return isRecord(error) && typeof error.uptime === 'number' ? error.uptime : 0;
}
