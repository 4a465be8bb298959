import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

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
  readonly #heap: number[] = [];

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
      this.#add(moment);
    }
  }

  schedule<State>(work: (this: SchedulerAction<State>, state?: State) => void, delay = 0, state?: State): Subscription {
    return new Action(this, work).schedule(state, delay);
  }

  /** Runs what is due up to a moment, and leaves the clock there. */
  runUntil(moment: number): void {
    for (let next = this.#heap[0]; next !== undefined && next <= moment; next = this.#heap[0]) {
      this.#now = next;
      // What is set for this moment meanwhile goes to the end of its list.
      for (const what of this.#moments.get(next) ?? []) what.due();
      this.#moments.delete(next);
      this.#removeFirst();
    }
    this.#now = Math.max(this.#now, moment);
  }

  #add(moment: number): void {
    const heap = this.#heap;
    let at = heap.length;
    for (; at > 0;) {
      const above = (at - 1) >> 1;
      const parent = heap[above] ?? -Infinity;
      if (parent <= moment) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = moment;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one = Infinity, other = Infinity] = [heap[left], heap[left + 1]];
      const least = Math.min(one, other);
      if (last <= least) break;
      heap[at] = least;
      at = one <= other ? left : left + 1;
    }
    heap[at] = last;
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
