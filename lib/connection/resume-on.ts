import {
  catchError,
  defer,
  ignoreElements,
  merge,
  NEVER,
  retry,
  share,
  take,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { enduring } from './enduring';

/**
 * Tells of an error, and starts the source again each time `signal$` emits; without `signal$` the error goes through.
 * Only what it emits after the error counts: a BehaviorSubject's current value, there already when the error came, has
 * not cured it. Its own end or error means that no signal will come, and neither ends the stream.
 *
 * @param failed told of each error of the source; what it returns goes through
 */
export function resumeOn<T>(
  signal$: Observable<unknown> | undefined,
  failed: (error: unknown) => unknown,
): MonoTypeOperatorFunction<T> {
  const telling = (error: unknown): Observable<never> =>
    defer(() => {
      const told = failed(error);
      if (!signal$) throw told;
      return NEVER;
    });
  if (!signal$) return catchError(telling);
  const signals$ = signal$.pipe(enduring, share());
  return (source) =>
    merge(
      // Listened to from the start, and first, so that a current value has gone by before the source can fail.
      signals$.pipe(ignoreElements()),
      // Listened to before the error is told, so that whoever hears of it can give the signal at once.
      source.pipe(retry({ delay: (error: unknown) => merge(signals$.pipe(take(1)), telling(error)) })),
    );
}
