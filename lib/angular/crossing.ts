import { Observable, Subject, takeUntil } from 'rxjs';

/** Runs some work in a zone, as `NgZone.run` and `NgZone.runOutsideAngular` do. */
export type Run = <T>(work: () => T) => T;

/**
 * The same stream across zones: all that subscribing and unsubscribing sets in motion belongs to the zone of `work`, and
 * what it says is said in the zone of `tell`. Unsubscribing counts: it starts the timer of a connection without users.
 */
export function crossing<T>(source$: Observable<T>, work: Run, tell: Run): Observable<T> {
  return new Observable<T>((subscriber) => {
    const say = (what: () => void) => {
      if (!subscriber.closed) tell(what);
    };
    // Before the subscription, because a source may say all it has before that returns.
    const gone$ = new Subject<void>();
    subscriber.add(() => work(() => gone$.next()));
    work(() =>
      source$.pipe(takeUntil(gone$)).subscribe({
        next: (value) => say(() => subscriber.next(value)),
        error: (error: unknown) => say(() => subscriber.error(error)),
        complete: () => say(() => subscriber.complete()),
      }),
    );
  });
}
