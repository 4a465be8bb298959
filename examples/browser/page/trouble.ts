import { catchError, EMPTY, filter, fromEvent, map, mergeMap, Subject, tap, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { the } from './element';
import { signedIn$, type Live } from './live';

/** What the server of this page could not be told. */
export const unheard$ = new Subject<string>();

/** What happens in production, at the push of a button: the local gateway does it. */
export function offerTrouble(live: Live): void {
  fromEvent(the('trouble'), 'click')
    .pipe(
      map(({ target }) => (target instanceof Element ? target.closest<HTMLElement>('[data-trouble]') : null)),
      map((button) => button?.dataset.trouble),
      filter((name) => name !== undefined),
      mergeMap(demand),
    )
    .subscribe();

  fromEvent(the('replace'), 'click').subscribe(() => live.reconnect());
}

/** The login of the demo: what a page would tell `resumeOn` of when its own has worked. */
export function signIn(): Observable<unknown> {
  return demand('sign-in').pipe(tap(() => signedIn$.next()));
}

function demand(name: string): Observable<unknown> {
  return fromFetch(`/demo/${name}`, { method: 'POST' }).pipe(
    catchError(() => {
      unheard$.next(name);
      return EMPTY;
    }),
  );
}
