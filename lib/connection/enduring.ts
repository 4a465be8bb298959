import { Observable } from 'rxjs';

/** What the application's own stream says, and neither its end nor its error: both mean that nothing more will be said. */
export function enduring<T>(source: Observable<T>): Observable<T> {
  return new Observable((subscriber) =>
    source.subscribe({ next: (value) => subscriber.next(value), error: () => undefined }),
  );
}
