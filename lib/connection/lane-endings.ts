import type { Subscriber } from 'rxjs';
import { isConnectionError, ownError, type ConnectionError } from '../errors';
import type { LaneInput } from './lane-inputs';
import type { Pacing } from './pacing';
import { Pause } from './pause';
import type { Signal } from './signals';

/** Whether an input ends the wait for the next attempt. */
function cutsTheWait(input: LaneInput): boolean {
  return input.type === 'asked' && (input.why === 'reconnect' || input.network === true);
}

/**
 * The only connection, or the only attempt, has ended: reports it and what follows, and errors with a {@link Pause}, or
 * with what no retry can cure.
 *
 * @param queued the inputs that were fed during the report
 */
export function endWith(
  thrown: unknown,
  pacing: Pacing,
  subscriber: Subscriber<Signal>,
  queued: () => readonly LaneInput[],
): void {
  const error = ownError(thrown);
  if (isConnectionError(error)) subscriber.next({ type: 'ended', error });
  try {
    const { delay, reason, faults } = pacing.ended(error);
    for (const fault of faults) subscriber.next({ type: 'fault', fault });
    if (delay === undefined) throw error;
    subscriber.next(
      reason === 'offline'
        ? { type: 'paused', reason }
        : { type: 'waiting', reason, attempt: pacing.attempt, delay, cause: error },
    );
    if (queued().some(({ type }) => type === 'suspended')) subscriber.complete();
    else subscriber.error(new Pause(delay, reason, queued().some(cutsTheWait)));
  } catch (fatal) {
    subscriber.error(fatal);
  }
}

/** The open connection is lost, and an attempt in progress takes its place: errors if the loss is fatal. */
export function goOn(error: ConnectionError, pacing: Pacing, subscriber: Subscriber<Signal>): void {
  try {
    if (pacing.goesOn(error)) throw error;
  } catch (fatal) {
    subscriber.error(fatal);
  }
}
