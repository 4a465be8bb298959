import { defer, filter, fromEvent, map, merge, NEVER, Observable, startWith, switchMap } from 'rxjs';
import { tabLock } from './places';

/** The first number that no other tab of the person has. It is free again when this tab is gone, whatever ends it. */
export function ownNumber(person: string): Observable<number> {
  // A page in the back/forward cache may keep its locks, and nobody sees it.
  const shown$ = merge(
    fromEvent<PageTransitionEvent>(window, 'pageshow').pipe(
      filter(({ persisted }) => persisted),
      map(() => true),
    ),
    fromEvent(window, 'pagehide').pipe(map(() => false)),
  ).pipe(startWith(true));
  return shown$.pipe(switchMap((shown) => (shown ? defer(() => firstFree(person)) : NEVER)));
}

function firstFree(person: string): Observable<number> {
  return new Observable((subscriber) => {
    const tryNext = (tab: number): void => {
      if (subscriber.closed) return;
      void navigator.locks.request(tabLock(person, tab), { ifAvailable: true }, (lock) => {
        if (!lock) {
          tryNext(tab + 1);
          return undefined;
        }
        subscriber.next(tab);
        return new Promise<void>((release) => subscriber.add(release));
      });
    };
    tryNext(1);
  });
}
