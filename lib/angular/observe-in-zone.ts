import { Observable, takeWhile } from 'rxjs';

/** Runs some work in a zone, as `NgZone.run` and `NgZone.runOutsideAngular` do. */
export type Run = <T>(work: () => T) => T;

/**
 * Mirrors a stream across zones. Subscribing and unsubscribing, with all that they start, run in the zone of `work`.
 * Emissions run in the zone of `emit`. Unsubscribing matters too: it starts the timer of a connection without users.
 */
export function observeInZone<T>(source$: Observable<T>, work: Run, emit: Run): Observable<T> {
  return new Observable<T>((subscriber) => {
    // A source that emits synchronously cannot be unsubscribed in between.
    const isWanted = (_value: T) => !subscriber.closed;
    const subscription = work(() =>
      source$.pipe(takeWhile(isWanted)).subscribe({
        next: (value) => emit(() => subscriber.next(value)),
        error: (error: unknown) => emit(() => subscriber.error(error)),
        complete: () => emit(() => subscriber.complete()),
      }),
    );
    return () => work(() => subscription.unsubscribe());
  });
}
