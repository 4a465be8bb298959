import {
  filter,
  fromEvent,
  groupBy,
  map,
  merge,
  mergeMap,
  type Observable,
  Subject,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import { element, the } from './element';
import type { Live } from './live';
import type { Inbound } from './messages';

interface Progress extends Pick<Inbound['task_progress'], 'task_id' | 'percent' | 'message'> {
  /** Left out: it is from the backend. */
  readonly waits?: boolean;
}

/** How many are kept on the screen. */
const MOST = 3;
/** ms without a word after which a report is interrupted: its steps come eight a second. */
const SILENCE = 5_000;

/** What the backend works on for this user, the latest first. */
export function showTasks(live: Live): void {
  const started$ = new Subject<Progress>();

  const told$: Observable<Progress> = merge(started$, live.on('task_progress'));
  told$
    .pipe(
      groupBy(({ task_id }) => task_id),
      mergeMap((progress$) => {
        const row = taskRow(progress$.key);
        // The backend sends the progress to the connection that asked, and to no other. A rotation leaves that one time to
        // finish, and stays `open`; with a loss the report ends. So it does without a loss where another tab takes over.
        const begun$ = progress$.pipe(filter(({ waits }) => waits !== true));
        const lost$ = merge(
          begun$.pipe(
            take(1),
            switchMap(() => live.status$),
            filter(({ state }) => state !== 'open'),
          ),
          begun$.pipe(switchMap(() => timer(SILENCE))),
        ).pipe(tap(() => row.interrupt()));
        return progress$.pipe(
          takeWhile(({ percent }) => percent < 100, true),
          takeUntil(lost$),
          tap((progress) => row.show(progress)),
        );
      }),
    )
    .subscribe();

  fromEvent(the('start-task'), 'click')
    .pipe(map((_click, index) => `Report ${index + 1}`))
    .subscribe((task_id) => {
      const waits = live.send('task', { task_id, steps: 40, every: 120 }) !== 'sent';
      started$.next({ task_id, percent: 0, message: waits ? 'waits for a connection' : 'started', waits });
    });
}

interface TaskRow {
  show(progress: Progress): void;
  interrupt(): void;
}

function taskRow(name: string): TaskRow {
  const list = the('tasks');
  const words = element('span', {});
  const bar = element('progress', { max: '100', value: '0', 'aria-label': name });
  const row = element('li', {}, element('b', {}, name), words, bar);
  list.prepend(row);
  for (const old of [...list.children].slice(MOST)) old.remove();
  return {
    show({ percent, message }) {
      words.textContent = message;
      bar.value = percent;
      row.dataset.done = String(percent === 100);
    },
    interrupt() {
      words.textContent = 'interrupted';
    },
  };
}
