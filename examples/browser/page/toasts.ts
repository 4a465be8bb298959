import { filter, fromEvent, map, merge, mergeMap, Observable, takeUntil, timer } from 'rxjs';
import { element, the } from './element';
import type { Live } from './live';
import type { Inbound } from './messages';
import { unheard$ } from './trouble';

type Toast = Pick<Inbound['toast'], 'level' | 'message'>;

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

/** What the user should see for a moment: what the backend says, and what became of the connection. */
export function showToasts(live: Live): void {
  const back$ = live.opened$.pipe(
    filter(({ reconnected }) => reconnected),
    map(({ downtime }): Toast => ({ level: 'info', message: `Back after ${(downtime / 1_000).toFixed(1)} s` })),
  );
  const undelivered$ = live.faults$.pipe(
    filter((fault) => fault.type === 'undelivered'),
    map(({ name, reason }): Toast => ({ level: 'error', message: `${name} was not delivered: ${reason}` })),
  );
  const deaf$ = unheard$.pipe(
    map((name): Toast => ({ level: 'error', message: `The server does not answer: ${name}` })),
  );

  merge(live.on('toast'), back$, undelivered$, deaf$)
    .pipe(mergeMap((toast) => shown(toast), MOST))
    .subscribe();

  fromEvent(the('toast-levels'), 'click')
    .pipe(
      map(({ target }) => (target instanceof HTMLElement ? EXAMPLES[target.dataset.level ?? ''] : undefined)),
      filter((toast) => toast !== undefined),
    )
    .subscribe((toast) => live.send('toast', toast));
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
