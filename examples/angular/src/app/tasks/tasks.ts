import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, map, merge, scan, Subject, type Observable } from 'rxjs';
import { Live, type Inbound } from '../live';

export interface Task extends Pick<Inbound['task_progress'], 'task_id' | 'percent' | 'message'> {
  /** It waits for a connection. Left out: it is from the backend. */
  readonly waits?: boolean;
}

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
  // The backend sends the progress to the connection that asked, and to no other. A rotation leaves that one time to
  // finish, and stays `open`; with a loss the report ends.
  readonly #lost$: Observable<Change> = this.#live.status$.pipe(
    filter(({ state }) => state !== 'open'),
    map(
      () => (tasks) =>
        tasks.map((task) =>
          task.waits === true || task.percent === 100
            ? task
            : { ...task, message: 'interrupted: the connection was cut' },
        ),
    ),
  );

  readonly list = toSignal(
    merge(this.#told$, this.#lost$).pipe(scan((tasks: readonly Task[], change) => change(tasks), [])),
    { initialValue: [] },
  );

  start(): void {
    this.#count += 1;
    const task_id = `Report ${this.#count}`;
    const waits = this.#live.send('task', { task_id, steps: 20, every: 150 }) !== 'sent';
    this.#started.next({ task_id, percent: 0, message: waits ? 'waits for a connection' : 'started', waits });
  }
}
