import { Observable } from 'rxjs';

/**
 * A signal, and then what follows it: `concat(of(signal), defer(then))` without the subscribers of both, which would stay
 * for as long as what follows, and here that is as long as a connection lives. An error that `then` throws is the stream's.
 */
export function announced<T>(signal: T, then: () => Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.next(signal);
    return subscriber.closed ? undefined : then().subscribe(subscriber);
  });
}
