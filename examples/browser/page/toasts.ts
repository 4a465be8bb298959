import type { Fault } from 'rx-gateway-socket';
import { filter, fromEvent, map, merge, mergeMap, Observable, takeUntil, timer } from 'rxjs';
import { element, the } from './element';
import type { Live } from './live';
import type { Inbound } from './messages';
import { unanswered$ } from './trouble';

type Toast = Pick<Inbound['toast'], 'level' | 'message'>;

type Undelivered = Extract<Fault, { readonly type: 'undelivered' }>;

/** ms that a toast stays. */
const DURATION = 6_000;
/** How many are shown at once; the others wait their turn. */
const MOST = 4;

const EXAMPLES: Readonly<Record<string, Inbound['toast']>> = {
  success: { level: 'success', message: 'The report is ready' },
  info: { level: 'info', message: 'Grace has joined the project' },
  warning: { level: 'warning', message: 'The disk is almost full' },
  error: { level: 'error', message: 'The import failed' },
};

/** What the user should see for a moment: from the backend, and of the connection. */
export function showToasts(live: Live): void {
  const back$ = live.opened$.pipe(
    filter(({ reconnected }) => reconnected),
    map(({ downtime }): Toast => ({ level: 'info', message: `Back after ${(downtime / 1_000).toFixed(1)} s` })),
  );
  const undelivered$ = live.faults$.pipe(
    filter((fault) => fault.type === 'undelivered'),
    map((fault): Toast => ({ level: 'error', message: undelivered(fault) })),
  );
  const noAnswer$ = unanswered$.pipe(map((): Toast => ({ level: 'error', message: 'The server does not answer.' })));

  merge(live.on('toast'), back$, undelivered$, noAnswer$)
    .pipe(mergeMap((toast) => shown(toast), MOST))
    .subscribe();

  fromEvent(the('toast-levels'), 'click')
    .pipe(
      map(({ target }) => (target instanceof HTMLElement ? EXAMPLES[target.dataset.level ?? ''] : undefined)),
      filter((toast) => toast !== undefined),
    )
    .subscribe((toast) => live.send('toast', toast));
}

/** What a person wanted, and did not get. The rest is in the log. */
function undelivered({ name, reason }: Undelivered): string {
  const what = name === 'chat_message' ? 'Your message' : name === 'task' ? 'The report' : 'Something';
  return reason === 'unconfirmed' ? `${what} may not have arrived.` : `${what} could not be sent.`;
}

/** A toast on the screen for as long as this is subscribed: until its time is over, or somebody dismisses it. */
function shown({ level, message }: Toast): Observable<never> {
  const dismiss = element('button', { type: 'button', 'aria-label': 'Dismiss' }, '×');
  return new Observable<never>(() => {
    const toast = element('li', { class: 'toast', 'data-level': level }, element('span', {}, message), dismiss);
    the('tray').append(toast);
    return () => toast.remove();
  }).pipe(takeUntil(merge(timer(DURATION), fromEvent(dismiss, 'click'))));
}
