import { Observable } from 'rxjs';

/**
 * A value, and then what follows it: `concat(of(value), defer(then))` without the subscribers of both, which would live as
 * long as what follows, and here that is as long as a connection. An error that `then` throws is the stream's. Where the
 * value's observer ended the stream, nothing follows.
 */
export function startWithThen<T, U>(value: T, then: () => Observable<U>): Observable<T | U> {
  return new Observable<T | U>((subscriber) => {
    subscriber.next(value);
    return subscriber.closed ? undefined : then().subscribe(subscriber);
  });
}
