import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Clock } from './clock';

/** rxjs `timeout({ first })` on the clock of the socket. */
export function firstWithin<T>(ms: number, clock: Clock, errorOf: () => Error): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      subscriber.add(() => clock.cancelAll(subscriber));
      const deadline = clock.after(ms, subscriber, () => subscriber.error(errorOf()));
      subscriber.add(
        source.subscribe({
          next: (value) => {
            clock.cancel(deadline);
            subscriber.next(value);
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
}
