import { Subject, Subscription, type SchedulerLike } from 'rxjs';
import type { TabHost } from '../../lib/tabs/tab-host';
import type { VirtualTime } from '../support/virtual-time';

type Signal = 'hide' | 'show';

interface LockRequest {
  readonly tab: VirtualTab;
  readonly granted: () => void;
  readonly lost: () => void;
}

/** The end of a channel in one tab. */
interface End {
  readonly tab: VirtualTab;
  readonly receive: (note: unknown) => void;
  /** When the last note arrives that is on its way: notes do not overtake each other. */
  busyUntil: number;
}

/** The part of a browser that its tabs share, in virtual time: Web Locks and BroadcastChannel. */
export class VirtualBrowser {
  readonly tabs: VirtualTab[] = [];
  /** What went over the channels, as text. */
  readonly posted: string[] = [];
  /** The locks that were asked for. */
  readonly names: string[] = [];
  /** Whether a note gets lost on its way to a tab. */
  loses: (note: unknown, tab: VirtualTab) => boolean = () => false;
  /** How much later than others a tab gets its notes, in ms. */
  lags: (tab: VirtualTab) => number = () => 0;
  readonly #held = new Map<string, LockRequest>();
  readonly #waiting = new Map<string, LockRequest[]>();
  readonly #ends = new Map<string, Set<End>>();

  constructor(readonly time: VirtualTime) {}

  open(): VirtualTab {
    const tab = new VirtualTab(this);
    this.tabs.push(tab);
    return tab;
  }

  /** The tab that holds a lock whose name ends with these words. */
  holderOf(end: string): VirtualTab | undefined {
    return [...this.#held].find(([name]) => name.endsWith(end))?.[1].tab;
  }

  /** The full name of that lock. */
  nameOf(end: string): string | undefined {
    return [...this.#held.keys()].find((name) => name.endsWith(end));
  }

  /** A delay of the browser, in ms: short, and now and then long. */
  delay(): number {
    return Math.floor(this.time.random() * (this.time.random() < 0.02 ? 100 : 5));
  }

  later(delay: number, work: () => void): Subscription {
    return this.time.scheduler.schedule(work, delay);
  }

  request(name: string, steal: boolean, request: LockRequest): void {
    this.names.push(name);
    const held = this.#held.get(name);
    if (steal && held) {
      this.#held.delete(name);
      held.tab.robbedAt = this.time.scheduler.now();
      this.later(this.delay(), () => held.tab.run(held.lost));
    }
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, steal ? [request, ...waiting] : [...waiting, request]);
    this.#grant(name);
  }

  release(name: string, request: LockRequest): void {
    this.#waiting.set(
      name,
      (this.#waiting.get(name) ?? []).filter((other) => other !== request),
    );
    if (this.#held.get(name) === request) this.#held.delete(name);
    this.#grant(name);
  }

  join(name: string, end: End): void {
    this.#ends.set(name, (this.#ends.get(name) ?? new Set()).add(end));
  }

  leave(name: string, end: End): void {
    this.#ends.get(name)?.delete(end);
  }

  /** A note goes to the browser, in the order of its tab, and from there to each other end, in the order of that end. */
  post(name: string, from: End, note: unknown): void {
    this.posted.push(JSON.stringify(note));
    const copy: unknown = structuredClone(note);
    const at = from.tab.inOrder(this.delay());
    this.later(at, () => {
      for (const end of this.#ends.get(name) ?? []) {
        if (end === from || this.loses(note, end.tab)) continue;
        const now = this.time.scheduler.now();
        end.busyUntil = Math.max(end.busyUntil, now + this.delay() + this.lags(end.tab));
        this.later(end.busyUntil - now, () =>
          end.tab.run(() => {
            if (this.#ends.get(name)?.has(end)) end.receive(copy);
          }),
        );
      }
    });
  }

  /** Nothing of a tab is left. */
  forget(tab: VirtualTab): void {
    for (const ends of this.#ends.values()) for (const end of ends) if (end.tab === tab) ends.delete(end);
    for (const [name, waiting] of this.#waiting)
      this.#waiting.set(
        name,
        waiting.filter((request) => request.tab !== tab),
      );
    for (const [name, request] of this.#held) {
      if (request.tab !== tab) continue;
      this.#held.delete(name);
      this.#grant(name);
    }
  }

  #grant(name: string): void {
    if (this.#held.has(name)) return;
    const next = this.#waiting.get(name)?.shift();
    if (!next) return;
    this.#held.set(name, next);
    this.later(this.delay(), () =>
      next.tab.run(() => {
        if (this.#held.get(name) === next) next.granted();
      }),
    );
  }
}

/** One tab: everything that happens in it is a task, and a tab that is stopped runs none. */
export class VirtualTab implements TabHost {
  readonly page$ = new Subject<Signal>();
  readonly random: () => number;
  readonly scheduler: SchedulerLike;
  isVisible = true;
  isGone = false;
  /** When it last ran again after a stop. */
  wentOnAt = -Infinity;
  /** When a lock was last taken away from it. */
  robbedAt = -Infinity;
  #stopped = false;
  #backlog: (() => void)[] = [];
  #postsUntil = 0;

  constructor(readonly browser: VirtualBrowser) {
    this.random = browser.time.random;
    const { scheduler } = browser.time;
    // `Clock` uses no more of a scheduler.
    this.scheduler = {
      now: () => scheduler.now(),
      schedule: (work: () => void, delay: number) => {
        const task = new Subscription();
        task.add(scheduler.schedule(() => this.run(() => (task.closed ? undefined : work())), delay));
        return task;
      },
    } as unknown as SchedulerLike;
  }

  /** Runs a task of this tab, now or when it goes on. */
  run(task: () => void): void {
    if (this.isGone) return;
    if (this.#stopped) this.#backlog.push(task);
    else task();
  }

  /** As a debugger does: no task runs, and none is lost. */
  stop(): void {
    this.#stopped = true;
  }

  goOn(): void {
    this.#stopped = false;
    this.wentOnAt = this.scheduler.now();
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const task of backlog) this.run(task);
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Ends at once, without a word. */
  crash(): void {
    this.isGone = true;
    this.browser.forget(this);
  }

  /** Is closed, reloaded, or navigated away. */
  close(): void {
    this.run(() => this.page$.next('hide'));
    this.crash();
  }

  /** How long from now on until the browser has the next note of this tab. */
  inOrder(delay: number): number {
    const now = this.scheduler.now();
    this.#postsUntil = Math.max(this.#postsUntil, now + delay);
    return this.#postsUntil - now;
  }

  visible(): boolean {
    return this.isVisible;
  }

  lock(name: string, steal: boolean, granted: () => void, lost: () => void): () => void {
    const request = { tab: this, granted, lost };
    this.browser.request(name, steal, request);
    return () => this.browser.release(name, request);
  }

  channel(name: string, receive: (note: unknown) => void) {
    const end: End = { tab: this, receive, busyUntil: 0 };
    this.browser.join(name, end);
    return {
      post: (note: unknown) => this.browser.post(name, end, note),
      close: () => this.browser.leave(name, end),
    };
  }
}
