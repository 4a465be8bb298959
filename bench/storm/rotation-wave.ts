import { apiGatewayLimits, ROTATION } from '../../lib/connection/connection-config';
import { whenRotationIsDue, type Deadlines, type Lead } from '../../lib/connection/rotation-due';
import { seeded } from '../../spec/support/seeded';
import { VirtualTime } from './virtual-time';

/** The most connections that are replaced in one second, by the limit that they are replaced for. */
export interface Wave {
  readonly idle: number;
  readonly age: number;
}

const [DEFAULTS]: readonly [Lead, ...unknown[]] = ROTATION;

/** What a rotation would be that chance does not spread: as far ahead as with half of it. */
export const UNSPREAD: Lead = { ahead: 750_000, idleAhead: 0, spread: 0 };

/** How many of a fleet are due in its busiest second, as the package's own `whenRotationIsDue()` says; times in ms. */
export function rotationWave(openedAt: Iterable<number>, lead = DEFAULTS, seed = 1): Wave {
  const all = [...openedAt];
  return { idle: busiestSecond(all, lead, seed, false), age: busiestSecond(all, lead, seed, true) };
}

function busiestSecond(openedAt: readonly number[], lead: Lead, seed: number, hears: boolean): number {
  const time = new VirtualTime();
  const clock = deadlinesOf(time, seeded(seed));
  const seconds: number[] = [];
  let most = 0;
  for (const opened of openedAt) {
    const open = (): void => {
      // A fleet that hears something all the time is only replaced for its age.
      const link = {
        get lastActive() {
          return hears ? clock.now() : opened;
        },
      };
      const due = (): void => {
        const second = Math.floor(time.now() / 1_000);
        const inIt = (seconds[second] ?? 0) + 1;
        seconds[second] = inIt;
        most = Math.max(most, inIt);
      };
      whenRotationIsDue(link, apiGatewayLimits, lead, { clock, owner: link, due });
    };
    time.after(opened, { due: open });
  }
  time.runUntil(2 * apiGatewayLimits.age);
  return most;
}

/** Deadlines of a whole fleet, each a timer of its own, in whole ms as timers are. The `Clock` of a socket is for few. */
function deadlinesOf(time: VirtualTime, random: () => number): Deadlines {
  return {
    host: { random },
    now: () => time.now(),
    after: (delay, _owner, due) => {
      time.after(Math.ceil(delay), { due });
    },
  };
}
