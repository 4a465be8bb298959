import { auditTime, filter, map, scan, startWith, type Observable } from 'rxjs';
import { the, write } from './element';
import { accounted } from './ledger';
import type { Live } from './live';

/** ms between two looks at what changes with each message. */
const CALM = 100;

const numbers = new Intl.NumberFormat('en');

/** What the connection has cost, and what became of the messages. */
export function showFigures(live: Live): void {
  show('connections', live.opened$.pipe(map(({ count }) => count)));
  show(
    'rotations',
    live.opened$.pipe(
      filter(({ rotated }) => rotated),
      counted,
    ),
  );
  show(
    'tokens',
    live.events$.pipe(
      filter(({ type }) => type === 'token'),
      counted,
    ),
  );

  live
    .on('reading')
    .pipe(accounted, auditTime(CALM))
    .subscribe(({ received, doubled, missed }) => {
      write(the('received'), numbers.format(received));
      write(the('doubled'), numbers.format(doubled));
      write(the('missed'), numbers.format(missed));
    });
}

const counted = (source$: Observable<unknown>): Observable<number> => source$.pipe(scan((count) => count + 1, 0));

function show(id: string, figure$: Observable<number>): void {
  figure$.pipe(startWith(0)).subscribe((figure) => write(the(id), numbers.format(figure)));
}
