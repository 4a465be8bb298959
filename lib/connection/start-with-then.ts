import { Observable } from 'rxjs';

/**
 * Emits a value, then the stream that `then` returns: `concat(of(value), defer(then))` without the subscribers of these
 * operators, which would take memory as long as the connection lives. An error that `then` throws errors the stream. If
 * an observer of the value unsubscribes, `then` is not called.
 */
export function startWithThen<T, U>(value: T, then: () => Observable<U>): Observable<T | U> {
  return new Observable<T | U>((subscriber) => {
    subscriber.next(value);
    return subscriber.closed ? undefined : then().subscribe(subscriber);
  });
}
