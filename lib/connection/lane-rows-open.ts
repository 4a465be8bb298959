import { framed, proved, suspect, tried, wrote } from './lane-changes';
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
  frame: (lanes, input, context) => [{ ...lanes, hold: undefined, current: framed(lanes.current, input, context) }],
  proven: (lanes) => [{ ...lanes, current: proved(lanes.current) }],
  wrote: (lanes, _, context) => [{ ...lanes, current: wrote(lanes.current, context) }],
  time: (lanes, _, context) => {
    const { now } = context;
    const { current, hold } = lanes;
    const trial = tried(current, context);
    if (trial === 'failed' || now >= proveBy(current.trust))
      return replace(lanes, 'wake', {
        current: suspect(current, current.link.since),
        hold: hold ?? { releaseAt: now + LONGEST_HOLD },
      });
    if (trial) return [{ ...lanes, current: trial }];
    // Checked before `releaseAt`: both may be overdue, because the timers of the host stood still.
    if (hold?.openAt !== undefined && now >= hold.openAt) return replace(lanes, 'wake', { hold });
    if (hold && now >= hold.releaseAt) return [{ ...lanes, hold: undefined }];
    return [lanes];
  },
  ended: (lanes, { error, deaf }) => [lanes, ...gone(lanes.current, error), ...deafFault(deaf), { do: 'fail', error }],
};
