import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Fault } from 'rx-gateway-socket';
import {
  concat,
  filter,
  map,
  merge,
  mergeMap,
  NEVER,
  of,
  scan,
  Subject,
  takeUntil,
  timer,
  type Observable,
} from 'rxjs';
import { Live, type Inbound } from '../live';

export type Toast = Pick<Inbound['toast'], 'level' | 'message'>;

type Undelivered = Extract<Fault, { readonly type: 'undelivered' }>;

/** ms that a toast stays. */
const DURATION = 6_000;
/** How many are shown at once; the others wait their turn. */
const MOST = 4;

type Change = (tray: readonly Toast[]) => readonly Toast[];

/** What the user should see for a moment, from the backend and of the connection. */
@Injectable({ providedIn: 'root' })
export class Toasts {
  readonly #live = inject(Live);
  readonly #dismissed = new Subject<Toast>();

  readonly #back$ = this.#live.opened$.pipe(
    filter(({ reconnected }) => reconnected),
    map(({ downtime }): Toast => ({ level: 'info', message: `Back after ${(downtime / 1_000).toFixed(1)} s` })),
  );
  readonly #lost$ = this.#live.faults$.pipe(
    filter((fault) => fault.type === 'undelivered'),
    map((fault): Toast => ({ level: 'error', message: undelivered(fault) })),
  );

  readonly tray = toSignal(
    merge(this.#live.on('toast'), this.#back$, this.#lost$).pipe(
      mergeMap((toast) => this.#shown(toast), MOST),
      scan((tray: readonly Toast[], change) => change(tray), []),
    ),
    { initialValue: [] },
  );

  dismiss(toast: Toast): void {
    this.#dismissed.next(toast);
  }

  #shown(toast: Toast): Observable<Change> {
    const over$ = merge(timer(DURATION), this.#dismissed.pipe(filter((one) => one === toast)));
    return concat(
      concat(
        of<Change>((tray) => [...tray, toast]),
        NEVER,
      ).pipe(takeUntil(over$)),
      of<Change>((tray) => tray.filter((other) => other !== toast)),
    );
  }
}

/** What a person wanted, and did not get. */
function undelivered({ name, reason }: Undelivered): string {
  const what = name === 'chat_message' ? 'Your message' : name === 'task' ? 'The report' : 'Something';
  return reason === 'unconfirmed' ? `${what} may not have arrived.` : `${what} could not be sent.`;
}
