import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Time and random numbers. A test or a simulation passes its own. */
export interface Host {
  /** Runs every timer; its `now()` is the wall clock in epoch ms. */
  readonly scheduler: SchedulerLike;
  /**
   * Whole ms of a clock that nobody sets, from any start; it may stand still in a sleep. `undefined` where there is none.
   * https://developer.mozilla.org/docs/Web/API/Performance/now
   */
  readonly steady?: () => number | undefined;
  /** Returns a number from 0 (included) to 1 (excluded), like `Math.random`. */
  readonly random: () => number;
}

/** The real host. Its functions are looked up at each call, so that fake timers and spies that are set later work. */
export const realHost: Host = {
  scheduler: asyncScheduler,
  random: () => Math.random(),
  steady: () => {
    const { performance } = globalThis as Partial<typeof globalThis>;
    return performance && Math.floor(performance.now());
  },
};
