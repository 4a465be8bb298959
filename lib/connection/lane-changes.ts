import type { LaneInput } from './lane-inputs';
import type { LaneContext, Step } from './lane-moves';
import { withTrust, type In, type Lanes, type Open } from './lanes';
import { suspected, triedTrust, withFrame, withMessage, withProof, type Trust } from './trust';

/** The lanes after what a frame, an answered ping or a message changes in the trust of its own lane, in any phase. */
export function trusted(lanes: Lanes, input: LaneInput, context: LaneContext): Lanes {
  const change = changeOf(input, context);
  if (!change || !('id' in input)) return lanes;
  // A connection that is being closed needs no proof any more.
  if (lanes.phase === 'draining' && input.id === lanes.older.id) return lanes;
  for (const place of PLACES) {
    const lane = (lanes as Partial<Readonly<Record<typeof place, Partial<Open>>>>)[place];
    if (lane?.id === input.id && lane.trust) return { ...lanes, [place]: withTrust(lane as Open, change(lane.trust)) };
  }
  return lanes;
}

/** The places of a lane that has the sends, or may still get them. */
const PLACES = ['current', 'next', 'older'] as const;

function changeOf(input: LaneInput, { now, rule }: LaneContext): ((trust: Trust) => Trust) | undefined {
  switch (input.type) {
    case 'frame':
      return (trust) => withFrame(trust, input.kind, now, rule);
    case 'proven':
      return withProof;
    case 'wrote':
      return (trust) => withMessage(trust, now);
    default:
      return undefined;
  }
}

/** The lane is silent although it should not be, or may be dead. See {@link suspected}. */
export function suspect(lane: Open, aliveAt?: number): Open {
  return withTrust(lane, suspected(lane.trust, aliveAt));
}

/** The machine slept while two connections were open: each may be dead, and is trusted again at its next frame. */
export function slept(lane: Open): Open {
  const { trust, link } = lane;
  return withTrust(lane, { ...suspected(trust, link.lastActive), trial: trust.trial });
}

/**
 * A deadline has come, perhaps the limit of a message on trial.
 *
 * @param failed the result if a trial has failed
 * @param rest the result if no trial is over
 */
export function onTime(
  lanes: In<'open' | 'replacing' | 'overlap' | 'draining' | 'dismissing'>,
  { now }: LaneContext,
  failed: () => Step,
  rest: () => Step = () => [lanes],
): Step {
  const trust = triedTrust(lanes.current.trust, now);
  if (trust === 'failed') return failed();
  return trust ? [{ ...lanes, current: withTrust(lanes.current, trust) }] : rest();
}
