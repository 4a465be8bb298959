import { concatMap, from, map, of, Subject, takeUntil, type Observable } from 'rxjs';
import { isRecord } from '../checks';

/** Something that is there now or will be, and what is to be done with it then. */
interface Turn<T> {
  readonly value: T | Promise<T>;
  readonly deliver: (value: T) => void;
}

/**
 * Delivers values in the order in which they were given, although some are promised: at once, unless an earlier one is
 * still awaited. A promise that is never kept holds back all that comes behind it.
 *
 * @param until when it emits, what is still awaited is dropped
 */
export function inOrder<T>(until: Observable<unknown>): (value: T | Promise<T>, deliver: (value: T) => void) => void {
  const turns = new Subject<Turn<T>>();
  // Where nothing is awaited, nothing has to wait: to go through the operators all the same would cost five times as much.
  let ahead = 0;
  turns
    .pipe(
      concatMap(({ value, deliver }) =>
        (isPromise(value) ? from(value) : of(value)).pipe(map((kept) => () => deliver(kept))),
      ),
      takeUntil(until),
    )
    .subscribe((deliver) => {
      ahead -= 1;
      deliver();
    });
  return (value, deliver) => {
    if (ahead === 0 && !isPromise(value)) {
      deliver(value);
    } else {
      ahead += 1;
      turns.next({ value, deliver });
    }
  };
}

/** By its `then`, as a promise of another realm or of zone.js is no instance of this one's `Promise`. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return isRecord(value) && typeof value.then === 'function';
}
