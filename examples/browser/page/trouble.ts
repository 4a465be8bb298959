import { catchError, EMPTY, filter, fromEvent, map, mergeMap, Subject, tap, type Observable } from 'rxjs';
import { demand } from './backend';
import { the } from './element';
import { signedIn$, type Live } from './live';

/** A request that the server of this page did not answer. */
export const unanswered$ = new Subject<void>();

/** What happens in production, at the push of a button: the local gateway does it. */
export function offerTrouble(live: Live): void {
  fromEvent(the('trouble'), 'click')
    .pipe(
      map(({ target }) => (target instanceof Element ? target.closest<HTMLElement>('[data-trouble]') : null)),
      map((button) => button?.dataset.trouble),
      filter((name) => name !== undefined),
      mergeMap(request),
    )
    .subscribe();

  fromEvent(the('replace'), 'click').subscribe(() => live.reconnect());
  fromEvent(the('sign-in'), 'click').pipe(mergeMap(signIn)).subscribe();
  // Where somebody has signed out, there is the way back: the badge may be out of sight.
  live.status$.subscribe(({ state }) => {
    the('sign-out').hidden = state === 'failed';
    the('sign-in').hidden = state !== 'failed';
  });
}

/** The login of the demo: what a page would tell `resumeOn` of when its own has worked. */
export function signIn(): Observable<unknown> {
  return request('sign-in').pipe(tap(() => signedIn$.next()));
}

function request(name: string): Observable<unknown> {
  return demand(name).pipe(
    catchError(() => {
      unanswered$.next();
      return EMPTY;
    }),
  );
}
