import type { Subscription } from 'rxjs';
import type { Host } from './host';
import { Stall } from './stall';
import { SteadyTime } from './steady-time';

/** Runs at a deadline. `late` is how many ms after it: many if the timers of the host stood still. */
export type Run = (late: number) => void;

/** One deadline. It belongs to an owner and is cancelled with it: {@link Clock.cancel}, {@link Clock.cancelAll}. */
export class Task {
  previous: Task | undefined;
  next: Task | undefined;
  /** Whether it is in the list of its clock. */
  waits = false;

  constructor(
    /** In ms of {@link Clock.now}. */
    readonly at: number,
    readonly owner: object,
    readonly run: Run,
  ) {}
}

/** Called after the machine has slept, perhaps without an event of the host. */
export interface SleepWatcher {
  slept(): void;
}

/** The host's timer is never set for longer, so that a sleep is found within this time, in ms. */
const TICK = 5_000;

/** A hidden tab's timers fire once a minute at worst; one that is later by more than this was a sleep. */
const SLEPT = 60_000;

/** The only clock of a socket: all its deadlines on one timer of the host, and a time that never runs backwards. */
export class Clock {
  /** The nearest deadline, then the others in order. A linked list, because an array reserves memory for sixteen. */
  #first: Task | undefined;
  #last: Task | undefined;
  #timer: Subscription | undefined;
  /** The time for which the timer of the host is set. */
  #armedFor = Infinity;
  /** {@link time} in this turn of the event loop. */
  #turn: number | undefined;
  readonly #time: SteadyTime;
  readonly stall = new Stall();
  /** Set by the owner of the clock. */
  watcher: SleepWatcher | undefined;

  constructor(readonly host: Host) {
    this.#time = new SteadyTime(host);
  }

  /** ms that never run backwards: for durations and deadlines. */
  now(): number {
    return this.#time.now();
  }

  /** Epoch ms: for what is shown. */
  wall(): number {
    return this.host.scheduler.now();
  }

  /** Runs a callback once in `delay` ms. `Infinity` is never, `NaN` is at once. */
  after(delay: number, owner: object, run: Run): Task {
    return this.at(this.now() + (delay > 0 ? delay : 0), owner, run);
  }

  /** The same at a time of {@link now}. */
  at(at: number, owner: object, run: Run): Task {
    const task = new Task(at, owner, run);
    if (at === Infinity) return task;
    this.#insert(task);
    this.#arm();
    return task;
  }

  cancel(task: Task | undefined): void {
    if (task?.waits) this.#remove(task);
  }

  /** Cancels all deadlines of an owner. */
  cancelAll(owner: object): void {
    for (let task = this.#first; task;) {
      const { next } = task;
      if (task.owner === owner) this.#remove(task);
      task = next;
    }
  }

  /** Cancels everything. */
  stop(): void {
    while (this.#first) this.#remove(this.#first);
  }

  /**
   * Runs what is overdue. Each input calls this first: the timers of a hidden tab may fire a minute late, and a
   * deadline before a frame must not be decided after the frame.
   */
  runOverdue(): void {
    const due = this.#armedFor;
    const now = this.now();
    if (now < due) return;
    this.#disarm();
    this.#run(due, now);
  }

  /** {@link now}, read once in a turn of the event loop: the host's clocks cost as much as the rest of a frame. */
  time(): number {
    if (this.#turn !== undefined) return this.#turn;
    const now = (this.#turn = this.now());
    this.afterTurn(() => (this.#turn = undefined));
    return now;
  }

  /** Runs a callback at the end of this turn of the event loop. */
  afterTurn(run: () => void): void {
    (this.host.afterTurn ?? atOnce)(run);
  }

  /** {@link time} for a frame or a message, after {@link runOverdue}. */
  turn(): number {
    if (this.#turn !== undefined) return this.#turn;
    const now = this.time();
    if (now >= this.#armedFor) this.runOverdue();
    return now;
  }

  /** Runs what is due; `due` is the time for which the timer of the host was set. */
  #run(due: number, until: number): void {
    const late = until - due;
    try {
      // A sleep that is reported here is not judged again when the page is visible.
      if (late > SLEPT) this.watcher?.slept();
      else this.stall.late(late, until);
      for (let task = this.#first; task && task.at <= until; task = this.#first) {
        this.#remove(task);
        task.run(Math.max(0, this.now() - task.at));
      }
    } finally {
      this.#arm();
    }
  }

  /** A later deadline than the armed one needs no new timer: the host's timer then fires early and is set again. */
  #arm(): void {
    const first = this.#first;
    if (!first || this.#armedFor <= first.at) return;
    this.#disarm();
    // Timers and the wall clock count whole ms, and so do durations that are shown.
    const now = this.now();
    const delay = Math.min(Math.max(0, Math.ceil(first.at - now)), TICK);
    this.#armedFor = now + delay;
    this.#timer = this.host.scheduler.schedule(() => this.#fired(), delay);
  }

  #fired(): void {
    const due = this.#armedFor;
    // A test may move its time within a turn.
    this.#turn = undefined;
    this.#disarm();
    this.#time.atLeast(due);
    this.#run(due, this.now());
  }

  #disarm(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#armedFor = Infinity;
  }

  /** Inserts it after all that are due no later. Searched from the end: most deadlines are later than the others. */
  #insert(task: Task): void {
    let previous = this.#last;
    while (previous && previous.at > task.at) ({ previous } = previous);
    const next = previous ? previous.next : this.#first;
    task.previous = previous;
    task.next = next;
    task.waits = true;
    if (previous) previous.next = task;
    else this.#first = task;
    if (next) next.previous = task;
    else this.#last = task;
  }

  #remove(task: Task): void {
    const { previous, next } = task;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    task.previous = task.next = undefined;
    task.waits = false;
    if (!this.#first) this.#disarm();
  }
}

const atOnce = (run: () => void): void => run();
