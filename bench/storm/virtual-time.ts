import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import TinyQueue from 'tinyqueue';

/** Something that is due at a moment. */
export interface Due {
  due(): void;
}

/**
 * A clock that stands still until it is run, for as many timers as a fleet has: what is due at the same moment is one
 * list, in the order in which it was set, and only the moments stand in a heap. RxJS's `VirtualTimeScheduler` sorts all
 * that waits for each new timer.
 */
export class VirtualTime implements SchedulerLike {
  #now: number;
  readonly #moments = new Map<number, Due[]>();
  readonly #heap = new TinyQueue<number>();

  /** @param start where it stands, in epoch ms */
  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Has something done in so many ms; at once for none, but after what is due already. */
  after(delay: number, what: Due): void {
    const moment = this.#now + Math.max(0, delay);
    if (!(moment < Infinity)) throw new RangeError(`A timer must be set to a number of ms; got ${delay}.`);
    const due = this.#moments.get(moment);
    if (due) {
      due.push(what);
    } else {
      this.#moments.set(moment, [what]);
      this.#heap.push(moment);
    }
  }

  schedule<State>(work: (this: SchedulerAction<State>, state?: State) => void, delay = 0, state?: State): Subscription {
    return new Action(this, work).schedule(state, delay);
  }

  /** Runs what is due up to a moment, and leaves the clock there. */
  runUntil(moment: number): void {
    for (let next = this.#heap.peek(); next !== undefined && next <= moment; next = this.#heap.peek()) {
      this.#now = next;
      // What is set for this moment meanwhile goes to the end of its list.
      for (const what of this.#moments.get(next) ?? []) what.due();
      this.#moments.delete(next);
      this.#heap.pop();
    }
    this.#now = Math.max(this.#now, moment);
  }
}

/** A timer of RxJS. One that is unsubscribed stays in its list, and does nothing when its moment comes. */
class Action<State> extends Subscription implements SchedulerAction<State>, Due {
  #state: State | undefined;
  #pending = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly work: (this: SchedulerAction<State>, state?: State) => void,
  ) {
    super();
  }

  schedule(state?: State, delay = 0): Subscription {
    if (this.closed) return this;
    this.#state = state;
    this.#pending += 1;
    this.time.after(delay, this);
    return this;
  }

  due(): void {
    this.#pending -= 1;
    if (this.closed) return;
    this.work(this.#state);
    if (this.#pending === 0) this.unsubscribe();
  }
}
