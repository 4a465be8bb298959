import { onTime, suspect } from './lane-changes';
import { deafFault, gone } from './lane-effects';
import { replace, woken } from './lane-moves';
import type { Row } from './lane-table';
import { LONGEST_HOLD } from './takeover-rule';
import { proveBy } from './trust';

export const open: Row<'open'> = {
  due: (lanes, { why }) => replace(lanes, why, { hold: lanes.hold }),
  asked: (lanes, { why, wanted }, context) => {
    if (why === 'join' && wanted === lanes.current.channel) return [lanes];
    if (why === 'wake') return woken(lanes, context);
    const current = why === 'reconnect' ? suspect(lanes.current) : lanes.current;
    const otherwise = lanes.hold?.openAt === undefined ? undefined : 'wake';
    return replace(lanes, why, { current, hold: lanes.hold, otherwise });
  },
  resumed: (lanes) => (lanes.givenUp ? replace(lanes, lanes.givenUp) : [lanes]),
  frame: (lanes) => [{ ...lanes, hold: undefined }],
  time: (lanes, _, context) => {
    const { now } = context;
    const { current, hold } = lanes;
    const failed = () =>
      replace(lanes, 'wake', {
        current: suspect(current, current.link.since),
        hold: hold ?? { releaseAt: now + LONGEST_HOLD },
      });
    if (now >= proveBy(current.trust)) return failed();
    return onTime(lanes, context, failed, () => {
      // Checked before `releaseAt`: both may be overdue, because the timers of the host stood still.
      if (hold?.openAt !== undefined && now >= hold.openAt) return replace(lanes, 'wake', { hold });
      return hold && now >= hold.releaseAt ? [{ ...lanes, hold: undefined }] : [lanes];
    });
  },
  ended: (lanes, { error, deaf }) => [lanes, ...gone(lanes.current, error), ...deafFault(deaf), { do: 'fail', error }],
};
