import { defer, filter, interval, merge, type Observable } from 'rxjs';
import type { Host } from '../host';

/** How often the wall clock is compared, in ms. */
const TICK = 30_000;

/** A hidden tab's timers come once a minute at worst; a gap over this was a sleep. */
const SLEEP = 90_000;

/**
 * Emits when the machine has slept, which no event may tell of: found by a watchdog whose ticks come too far apart on
 * the wall clock, or earlier by any other sign of life. A socket that slept may be dead on the other side.
 *
 * @param signsOfLife moments at which to look too, as the `wake` of the environment
 */
export function slept(signsOfLife: Observable<unknown>, { scheduler }: Host): Observable<unknown> {
  return defer(() => {
    let last = scheduler.now();
    return merge(interval(TICK, scheduler), signsOfLife).pipe(
      filter(() => {
        const gap = scheduler.now() - last;
        last += gap;
        return gap > SLEEP;
      }),
    );
  });
}
