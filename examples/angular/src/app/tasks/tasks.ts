import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, map, merge, scan, Subject, type Observable } from 'rxjs';
import { Live, type Inbound } from '../live';

export type Task = Pick<Inbound['task_progress'], 'task_id' | 'percent' | 'message'>;

type Change = (tasks: readonly Task[]) => readonly Task[];

/** How many are shown. */
const MOST = 4;

/** What the backend works on for this user, the latest first. */
@Injectable({ providedIn: 'root' })
export class Tasks {
  readonly #live = inject(Live);
  readonly #started = new Subject<Task>();
  #count = 0;

  readonly #told$: Observable<Change> = merge(this.#started, this.#live.on('task_progress')).pipe(
    map((task) => (tasks) => {
      const isNew = tasks.every(({ task_id }) => task_id !== task.task_id);
      return isNew
        ? [task, ...tasks].slice(0, MOST)
        : tasks.map((other) => (other.task_id === task.task_id ? task : other));
    }),
  );
  // The backend tells the connection that asked, and no other.
  readonly #lost$: Observable<Change> = this.#live.opened$.pipe(
    filter(({ reconnected }) => reconnected),
    map(
      () => (tasks) =>
        tasks.map((task) => (task.percent > 0 && task.percent < 100 ? { ...task, message: 'out of sight' } : task)),
    ),
  );

  readonly list = toSignal(
    merge(this.#told$, this.#lost$).pipe(scan((tasks: readonly Task[], change) => change(tasks), [])),
    { initialValue: [] },
  );

  start(): void {
    this.#count += 1;
    const task_id = `Report ${this.#count}`;
    const fate = this.#live.send('task', { task_id, steps: 20, every: 150 });
    this.#started.next({ task_id, percent: 0, message: fate === 'sent' ? 'started' : 'waits for a connection' });
  }
}
