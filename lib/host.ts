import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Time and random numbers. A test or a simulation passes its own. */
export interface Host {
  /** Runs every timer; its `now()` is the wall clock in epoch ms. */
  readonly scheduler: SchedulerLike;
  /**
   * Whole ms of a clock that is never set, from any start; it may stand still during a sleep. `undefined` if there is
   * none. https://developer.mozilla.org/docs/Web/API/Performance/now
   */
  readonly steady?: () => number | undefined;
  /** Runs a callback at the end of this turn of the event loop. Left out: each input is a turn, as in virtual time. */
  readonly afterTurn?: (run: () => void) => void;
  /** Returns a number from 0 (included) to 1 (excluded), like `Math.random`. */
  readonly random: () => number;
}

/** The real host. Its functions are read at each call, so that fake timers and spies that are set later work. */
export const realHost: Host = {
  scheduler: asyncScheduler,
  random: () => Math.random(),
  afterTurn: (run) => queueMicrotask(run),
  steady: () => {
    const { performance } = globalThis as { readonly performance?: { readonly now?: () => unknown } };
    // A mock may return nothing.
    const now = Math.floor(Number(performance?.now?.()));
    return Number.isNaN(now) ? undefined : now;
  },
};
