import type { Input } from './lane-inputs';
import type { LaneContext } from './lane-moves';
import { withTrust, type Open } from './lanes';
import { suspected, triedTrust, withFrame, withMessage, withProof } from './trust';

/** A frame arrived on a lane. */
export function framed(lane: Open, { kind }: Input<'frame'>, { now, rule }: LaneContext): Open {
  return withTrust(lane, withFrame(lane.trust, kind, now, rule));
}

/** The ping that proves a lane was answered. */
export function proved(lane: Open): Open {
  return withTrust(lane, withProof(lane.trust));
}

/** A message of the application was sent on a lane. */
export function wrote(lane: Open, { now }: LaneContext): Open {
  return withTrust(lane, withMessage(lane.trust, now));
}

/** A lane is silent where it should not be, or may be dead. See {@link suspected}. */
export function suspect(lane: Open, aliveAt?: number): Open {
  return withTrust(lane, suspected(lane.trust, aliveAt));
}

/** The machine slept while two connections were open: each may be dead, and is trusted again at its next frame. */
export function slept(lane: Open): Open {
  const { trust, link } = lane;
  return withTrust(lane, { ...suspected(trust, link.lastActive), trial: trust.trial });
}

/** The limit of a message on trial has come: the trial has `failed`, or goes on with a new limit. `undefined` where it has not. */
export function tried(lane: Open, { now }: LaneContext): 'failed' | Open | undefined {
  const trust = triedTrust(lane.trust, now);
  return trust === 'failed' || trust === undefined ? trust : withTrust(lane, trust);
}
