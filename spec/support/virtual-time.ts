import { VirtualTimeScheduler } from 'rxjs';
import type { Host } from '../../lib/host';

/** A host whose clock stands still until a test moves it. */
export interface VirtualTime extends Host {
  /** Runs all that is due within the next `ms`, and leaves the clock there. */
  advance(ms: number): void;
  /** The machine sleeps: the wall clock goes on, and no timer does. */
  sleep(ms: number): void;
  /** For how many ms the machine was awake. */
  awake(): number;
  /** How many timers are set. */
  timers(): number;
}

export function virtualTime(random: () => number = () => 0.5): VirtualTime {
  const scheduler = new VirtualTimeScheduler();
  let slept = 0;
  scheduler.now = () => scheduler.frame + slept;
  return {
    scheduler,
    random,
    advance: (ms) => {
      const until = scheduler.frame + ms;
      scheduler.maxFrames = until;
      scheduler.flush();
      scheduler.frame = until;
    },
    sleep: (ms) => {
      slept += ms;
    },
    awake: () => scheduler.frame,
    timers: () => scheduler.actions.length,
  };
}
