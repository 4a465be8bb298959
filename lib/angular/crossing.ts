import { Observable, takeWhile } from 'rxjs';

/** Runs some work in a zone, as `NgZone.run` and `NgZone.runOutsideAngular` do. */
export type Run = <T>(work: () => T) => T;

/**
 * The same stream across zones: all that subscribing and unsubscribing sets in motion belongs to the zone of `work`, and
 * what it says is said in the zone of `tell`. Unsubscribing counts: it starts the timer of a connection without users.
 */
export function crossing<T>(source$: Observable<T>, work: Run, tell: Run): Observable<T> {
  return new Observable<T>((subscriber) => {
    // What says all it has at once cannot be unsubscribed in between.
    const isWanted = (_value: T) => !subscriber.closed;
    const subscription = work(() =>
      source$.pipe(takeWhile(isWanted)).subscribe({
        next: (value) => tell(() => subscriber.next(value)),
        error: (error: unknown) => tell(() => subscriber.error(error)),
        complete: () => tell(() => subscriber.complete()),
      }),
    );
    return () => work(() => subscription.unsubscribe());
  });
}
