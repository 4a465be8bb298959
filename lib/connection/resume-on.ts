import {
  catchError,
  concatWith,
  identity,
  ignoreElements,
  merge,
  NEVER,
  retry,
  share,
  take,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';

/**
 * Starts the source again after an error each time `signal$` emits. Only what it emits after the error counts: a
 * BehaviorSubject's current value, there already when the error came, has not cured it. Its own end or error means
 * that no signal will come, and neither ends the stream.
 */
export function resumeOn<T>(signal$: Observable<unknown> | undefined): MonoTypeOperatorFunction<T> {
  if (!signal$) return identity;
  const signals$ = signal$.pipe(
    catchError(() => NEVER),
    concatWith(NEVER),
    share(),
  );
  // Listened to from the start, and first, so that a current value has gone by before the source can fail.
  return (source) =>
    merge(signals$.pipe(ignoreElements()), source.pipe(retry({ delay: () => signals$.pipe(take(1)) })));
}
