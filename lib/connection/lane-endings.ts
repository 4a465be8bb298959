import type { Subscriber } from 'rxjs';
import { isConnectionError, ownError, type ConnectionError } from '../errors';
import type { LaneInput } from './lane-inputs';
import type { Pacing } from './pacing';
import { Pause } from './pause';
import type { Signal } from './signals';

/** Whether an input ends the wait for the next attempt. */
export function isReconnect(input: LaneInput): boolean {
  return input.type === 'asked' && input.why === 'reconnect';
}

/**
 * The only connection, or the only attempt, ended: reports it and what comes next, and errors with a {@link Pause}, or
 * with what no retry can cure.
 *
 * @param asked whether `reconnect()` was called while the ending was reported
 */
export function endWith(thrown: unknown, pacing: Pacing, subscriber: Subscriber<Signal>, asked: () => boolean): void {
  const error = ownError(thrown);
  if (isConnectionError(error)) subscriber.next({ type: 'ended', error });
  try {
    const { delay, reason, faults } = pacing.ended(error);
    for (const fault of faults) subscriber.next({ type: 'fault', fault });
    if (delay === undefined) throw error;
    subscriber.next({ type: 'waiting', reason, attempt: pacing.attempt, delay, cause: error });
    subscriber.error(new Pause(delay, reason === 'rate-limited', asked()));
  } catch (fatal) {
    subscriber.error(fatal);
  }
}

/** The open connection is lost, and an attempt that is under way takes its place: errors where the loss is fatal. */
export function goOn(error: ConnectionError, pacing: Pacing, subscriber: Subscriber<Signal>): void {
  try {
    if (pacing.goesOn(error)) throw error;
  } catch (fatal) {
    subscriber.error(fatal);
  }
}
