import { isConnectionError, type ConnectionError } from '../errors';
import type { RotationReason } from '../events';
import { numbered } from '../text';
import { closedHere } from './endings';
import type { Lanes, Open } from './lanes';
import type { Signal } from './signals';
import { isDoubtful } from './trust';

/** The effects of a transition, performed in order. */
export type LaneEffect =
  | { readonly do: 'emit'; readonly signal: Signal }
  /** Another connection is opened next to the open one, or in its place. */
  | { readonly do: 'rotating'; readonly why: RotationReason }
  /** Starts the attempt of a lane, or restarts it. */
  | { readonly do: 'start'; readonly id: number }
  /** Starts it after the delay of the retry policy. Feeds `given up` if no retry is allowed. */
  | { readonly do: 'retry'; readonly id: number; readonly error: unknown }
  /** Releases a lane and its socket. */
  | { readonly do: 'drop'; readonly id: number }
  /** Starts the closing handshake; the lane is still read. */
  | { readonly do: 'close'; readonly id: number }
  | { readonly do: 'ping'; readonly id: number }
  /** The sends move to this lane. */
  | { readonly do: 'take over'; readonly lane: Open }
  /** Starts to compare the frames of this lane with those of the current one. */
  | { readonly do: 'compare'; readonly id: number }
  /** The sends have moved to this lane; the older one is kept until `until`, in ms of the clock. */
  | { readonly do: 'taken over'; readonly id: number; readonly until: number }
  /** The predecessor of this lane is about to be closed. */
  | { readonly do: 'closing'; readonly id: number }
  /** The predecessor of this lane is gone. */
  | { readonly do: 'alone'; readonly id: number }
  /** Compares the frames of this lane with those of the lost lane `from`, as long as duplicates may arrive. */
  | { readonly do: 'swap back'; readonly id: number; readonly from: number }
  /** Feeds `answered` when no reply is awaited on the lane. */
  | { readonly do: 'await replies'; readonly id: number }
  /** The attempt in progress continues in the place of the lost connection. */
  | { readonly do: 'goes on'; readonly error: ConnectionError }
  /** The only connection was closed here, and the attempt in progress takes its place. */
  | { readonly do: 'start over' }
  /** A connection seems deaf; `hint`: how that was found. */
  | { readonly do: 'deaf'; readonly hint: string }
  /** Completes the stream. */
  | { readonly do: 'complete' }
  /** The only connection, or attempt, ended. */
  | { readonly do: 'fail'; readonly error: unknown };

export const emit = (signal: Signal): LaneEffect => ({ do: 'emit', signal });

const DEAF = numbered`a new connection receives nothing of what the older one receives, and was dropped.`;

/** The reports about a lane that ended by itself. */
export function ending(error: unknown, deaf?: string): LaneEffect[] {
  return isConnectionError(error) ? [...deafFault(deaf), emit({ type: 'ended', error })] : [];
}

export function deafFault(hint: string | undefined): LaneEffect[] {
  return hint === undefined ? [] : [{ do: 'deaf', hint }];
}

/** Drops an open lane, and reports the messages that may be lost with it. */
export function gone({ id, link, trust }: Open, error: unknown): LaneEffect[] {
  const ended = isConnectionError(error) ? error : closedHere(link, DEAF);
  return [{ do: 'drop', id }, emit({ type: 'gone', link, error: ended, doubtful: isDoubtful(trust) })];
}

/** Drops an open lane that is closed from this side. */
export function leave(lane: Open): LaneEffect[] {
  return gone(lane, closedHere(lane.link, numbered`another connection took its place.`));
}

export function greeted({ link, opened }: Open): LaneEffect {
  return emit({ type: 'greeted', link, opened });
}

/** The only connection, or the only attempt, has ended. `others` are still open. */
export function fail(lanes: Lanes, error: unknown, others: readonly Open[] = []): readonly [Lanes, ...LaneEffect[]] {
  return [lanes, ...others.flatMap(leave), { do: 'fail', error }];
}
