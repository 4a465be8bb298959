import {
  filter,
  fromEvent,
  groupBy,
  map,
  merge,
  mergeMap,
  skip,
  Subject,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
} from 'rxjs';
import { element, the } from './element';
import type { Live } from './live';
import type { Inbound } from './messages';

type Progress = Pick<Inbound['task_progress'], 'task_id' | 'percent' | 'message'>;

/** How many are kept on the screen. */
const MOST = 3;

/** What the backend works on for this user, the latest first. */
export function showTasks(live: Live): void {
  const started$ = new Subject<Progress>();

  merge(started$, live.on('task_progress'))
    .pipe(
      groupBy(({ task_id }) => task_id),
      mergeMap((progress$) => {
        const row = taskRow(progress$.key);
        // The backend tells the connection that asked, and no other. A rotation leaves that one time to finish; what comes
        // after a loss (the first `opened` is of the connection that is open) has never heard of the task.
        const lost$ = progress$.pipe(
          filter(({ percent }) => percent > 0),
          take(1),
          switchMap(() => live.opened$),
          skip(1),
          filter(({ reconnected }) => reconnected),
          tap(() => row.lose()),
        );
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
      const fate = live.send('task', { task_id, steps: 40, every: 120 });
      started$.next({ task_id, percent: 0, message: fate === 'sent' ? 'started' : 'waits for a connection' });
    });
}

interface TaskRow {
  show(progress: Progress): void;
  lose(): void;
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
    lose() {
      words.textContent = 'out of sight';
    },
  };
}
