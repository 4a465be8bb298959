import { isConnectionError, type ConnectionError } from '../errors';
import type { RotationReason } from '../events';
import { closedHere } from './endings';
import type { Lanes, Open } from './lanes';
import type { Signal } from './signals';
import { isDoubtful } from './trust';

/** What is to be done, in this order. */
export type LaneEffect =
  | { readonly do: 'emit'; readonly signal: Signal }
  /** Another connection is opened beside the open one, or in its place. */
  | { readonly do: 'rotating'; readonly why: RotationReason }
  /** Begins the attempt of a lane, anew where it has begun. */
  | { readonly do: 'start'; readonly id: number }
  /** The same when the retry policy allows; `given up` comes back where that is never. */
  | { readonly do: 'retry'; readonly id: number; readonly error: unknown }
  /** Lets go of a lane. */
  | { readonly do: 'drop'; readonly id: number }
  /** Asks the other side to close, and reads on. */
  | { readonly do: 'close'; readonly id: number }
  | { readonly do: 'ping'; readonly id: number }
  /** The sends move to this lane. */
  | { readonly do: 'take over'; readonly lane: Open }
  /** Duplicates of what the current one brings are known from here on. */
  | { readonly do: 'compare'; readonly id: number }
  /** The sends have moved to this one; the older one is kept until a time in ms of the clock. */
  | { readonly do: 'taken over'; readonly id: number; readonly until: number }
  /** The one that this one took over from is asked to close. */
  | { readonly do: 'closing'; readonly id: number }
  /** The one that this one took over from is gone. */
  | { readonly do: 'alone'; readonly id: number }
  /** This one is compared with what the lost one brought, for as long as copies are under way. */
  | { readonly do: 'swap back'; readonly id: number; readonly from: number }
  /** `answered` comes back when no reply is awaited. */
  | { readonly do: 'await replies'; readonly id: number }
  /** An attempt goes on in the place of the lost connection. */
  | { readonly do: 'goes on'; readonly error: ConnectionError }
  /** The only connection was closed here, and the attempt under way takes its place. */
  | { readonly do: 'start over' }
  /** Nothing more is to be done. */
  | { readonly do: 'complete' }
  /** The only connection, or attempt, ended. */
  | { readonly do: 'fail'; readonly error: unknown };

export const emit = (signal: Signal): LaneEffect => ({ do: 'emit', signal });

const NO_ANSWER = 'a new connection receives nothing of what the older one receives, and was dropped.';

/** What is reported of a lane that ended by itself. */
export function ending(error: unknown, deaf?: string): LaneEffect[] {
  return isConnectionError(error) ? [...deafFault(deaf), emit({ type: 'ended', error })] : [];
}

export function deafFault(hint: string | undefined): LaneEffect[] {
  return hint === undefined ? [] : [emit({ type: 'fault', fault: { type: 'deaf', hint } })];
}

/** Nothing more comes from an open lane. */
export function gone({ id, link, trust }: Open, error: unknown): LaneEffect[] {
  const ended = isConnectionError(error) ? error : closedHere(link, NO_ANSWER);
  return [{ do: 'drop', id }, emit({ type: 'gone', link, error: ended, doubtful: isDoubtful(trust) })];
}

/** Lets go of a lane that is open still. */
export function leave(lane: Open): LaneEffect[] {
  return gone(lane, closedHere(lane.link, 'another connection took its place.'));
}

export function greeted({ link, opened }: Open): LaneEffect {
  return emit({ type: 'greeted', link, opened });
}

/** The only connection, or the only attempt, ended. `others` are open still. */
export function fail(lanes: Lanes, error: unknown, others: readonly Open[] = []): readonly [Lanes, ...LaneEffect[]] {
  return [lanes, ...others.flatMap(leave), { do: 'fail', error }];
}
