import { asyncScheduler, type SchedulerLike } from 'rxjs';

/** Time and chance, the two things that come in from outside: a test or a simulation brings its own. */
export interface Host {
  /** Every timer runs on it, and its `now()` is the wall clock in epoch ms. */
  readonly scheduler: SchedulerLike;
  /** A number from 0 (included) to 1 (excluded), as `Math.random`. */
  readonly random: () => number;
}

/** The real ones. Looked up at each call, so that fake timers and spies set later are obeyed. */
export const realHost: Host = { scheduler: asyncScheduler, random: () => Math.random() };
