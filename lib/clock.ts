import type { Subscription } from 'rxjs';
import type { Host } from './host';

/** One deadline. It belongs to an owner and goes with it: {@link Clock.cancel}, {@link Clock.cancelAll}. */
export interface Task {
  /** In ms of {@link Clock.now}. */
  readonly at: number;
  readonly owner: object;
  /** `late` is how many ms after the deadline it runs: large where the timers of the host stood still. */
  readonly run: (late: number) => void;
}

/** What a clock reports of its host. */
export interface SleepWatcher {
  /** The machine has slept, which no event may tell of. */
  slept(): void;
}

/** The host's timer is never set for longer, so that a sleep is found within this time, in ms. */
const TICK = 30_000;

/** A hidden tab's timers come once a minute at worst; one that is later by more than this was a sleep. */
const SLEPT = 60_000;

/**
 * The one clock of a socket: all its deadlines on one timer of the host, and a time that never runs backwards. It follows
 * the wall clock forwards, so that a sleep counts, and stands still where the wall clock is set back.
 */
export class Clock {
  /** By deadline, the nearest first. */
  readonly #tasks: Task[] = [];
  #timer: Subscription | undefined;
  /** When the timer of the host fires. */
  #armedFor = Infinity;
  #wall: number;
  #elapsed = 0;
  /** Set by the owner of the clock. */
  watcher: SleepWatcher | undefined;

  constructor(readonly host: Host) {
    this.#wall = host.scheduler.now();
  }

  /** ms that never run backwards: for durations and deadlines. */
  now(): number {
    const wall = this.host.scheduler.now();
    if (wall > this.#wall) this.#elapsed += wall - this.#wall;
    this.#wall = wall;
    return this.#elapsed;
  }

  /** Epoch ms: for what is shown. */
  wall(): number {
    return this.host.scheduler.now();
  }

  /** Runs something once in `delay` ms. `Infinity` is never. */
  after(delay: number, owner: object, run: Task['run']): Task {
    return this.at(this.now() + Math.max(0, delay), owner, run);
  }

  /** The same at a time of {@link now}. */
  at(at: number, owner: object, run: Task['run']): Task {
    const task = { at, owner, run };
    if (at === Infinity) return task;
    this.#tasks.splice(this.#indexAfter(task.at), 0, task);
    this.#arm();
    return task;
  }

  cancel(task: Task | undefined): void {
    if (!task || task.at === Infinity) return;
    for (let index = this.#indexAfter(task.at) - 1; this.#tasks[index]?.at === task.at; index -= 1) {
      if (this.#tasks[index] !== task) continue;
      this.#tasks.splice(index, 1);
      if (this.#tasks.length === 0) this.#disarm();
      return;
    }
  }

  /** Cancels what an owner still waits for. */
  cancelAll(owner: object): void {
    for (let index = this.#tasks.length - 1; index >= 0; index -= 1) {
      if (this.#tasks[index]?.owner === owner) this.#tasks.splice(index, 1);
    }
    if (this.#tasks.length === 0) this.#disarm();
  }

  /** Cancels everything, for good. */
  stop(): void {
    this.#tasks.length = 0;
    this.#disarm();
  }

  /**
   * Runs what is overdue. Each input does this first: the timers of a hidden tab may come a minute late, and what was due
   * before a frame must not be decided after it.
   */
  runOverdue(): void {
    const due = this.#armedFor;
    if (this.now() < due) return;
    this.#disarm();
    this.#run(due);
  }

  /** Runs what is due; `due` is when the timer of the host was to fire. */
  #run(due: number): void {
    const until = this.#elapsed;
    try {
      if (until - due > SLEPT) this.watcher?.slept();
      for (let task = this.#tasks[0]; task && task.at <= until; task = this.#tasks[0]) {
        this.#tasks.shift();
        task.run(Math.max(0, this.now() - task.at));
      }
    } finally {
      this.#arm();
    }
  }

  /** A later deadline than the armed one needs no new timer: the host's timer then fires early and is set again. */
  #arm(): void {
    const first = this.#tasks[0];
    if (!first) this.#disarm();
    if (!first || this.#armedFor <= first.at) return;
    this.#disarm();
    // Timers and the wall clock count whole ms, and so do durations that are shown.
    const delay = Math.min(Math.max(0, Math.ceil(first.at - this.now())), TICK);
    this.#armedFor = this.#elapsed + delay;
    this.#timer = this.host.scheduler.schedule(() => this.#fired(), delay);
  }

  #fired(): void {
    const due = this.#armedFor;
    this.#disarm();
    // The delay is over, whatever the wall clock shows: it may have been set back meanwhile.
    this.#elapsed = Math.max(this.now(), due);
    this.#run(due);
  }

  #disarm(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#armedFor = Infinity;
  }

  /** Where a deadline goes: behind all that are due no later. */
  #indexAfter(at: number): number {
    let [low, high] = [0, this.#tasks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tasks[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
