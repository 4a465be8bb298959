import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Time and random numbers. A test or a simulation passes its own. */
export interface Host {
  /** Runs every timer; its `now()` is the wall clock in epoch ms. */
  readonly scheduler: SchedulerLike;
  /** Returns a number from 0 (included) to 1 (excluded), like `Math.random`. */
  readonly random: () => number;
}

/** The real host. Its functions are looked up at each call, so that fake timers and spies that are set later work. */
export const realHost: Host = { scheduler: asyncScheduler, random: () => Math.random() };
