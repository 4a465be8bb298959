import type { Host } from '../../lib/host';
import type { VirtualTime } from './virtual-time';

/** A host whose wall clock can be set. */
export interface SettableHost extends Host {
  /** Sets the wall clock forward, or back. No timer moves. */
  set(ms: number): void;
}

/** @param steady whether there is a clock that nobody sets: it stands still in a sleep */
export function settableHost({ scheduler, random, awake }: VirtualTime, steady = true): SettableHost {
  let shift = 0;
  return {
    scheduler: {
      now: () => scheduler.now() + shift,
      schedule: scheduler.schedule.bind(scheduler),
    },
    random,
    steady: () => (steady ? awake() : undefined),
    set: (ms) => {
      shift += ms;
    },
  };
}
