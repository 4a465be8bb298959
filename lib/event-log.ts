import { Observable, type Unsubscribable } from 'rxjs';
import { Hub } from './hub';
import type { Fault, Opened, SocketEvent } from './events';
import { nextStatus } from './next-status';
import type { ConnectionStatus } from './status';

/** Receives all events, to print them. */
export interface EventWatcher {
  /** @param observed whether the application receives the faults */
  event(event: SocketEvent, observed: boolean): void;
  fault(fault: Fault, observed: boolean): void;
  /** A stream has a new subscriber. */
  watched(streams: { readonly observed: boolean }): void;
  isErrorFrame(frame: unknown): boolean;
}

/** Records the events and faults of a socket: `status$`, `opened$`, `events$` and `faults$` are derived from it. */
export class EventLog {
  // Each is created with its first observer.
  #events: Hub<SocketEvent> | undefined;
  #faults: Hub<Fault> | undefined;
  #statuses: Hub<ConnectionStatus> | undefined;
  #openings: Hub<Opened> | undefined;
  /** The status that every observer has received. */
  #status: ConnectionStatus = IDLE;
  /** The status after the last event. Observers may not have received it yet. */
  #reached: ConnectionStatus = IDLE;
  /** The connection that has the sends. */
  #current: Opened | undefined;
  #ended = false;
  /** The queue of re-entrant events: an event reaches all observers before the events that they cause. */
  #waiting: (() => void)[] | undefined;

  // Each is created at its first use.
  #events$: Observable<SocketEvent> | undefined;
  #faults$: Observable<Fault> | undefined;
  #status$: Observable<ConnectionStatus> | undefined;
  #opened$: Observable<Opened> | undefined;

  /** Set by the log. */
  watcher: EventWatcher | undefined;
  /** Unsubscribed with the end of every stream. */
  listener: Unsubscribable | undefined;

  get events$(): Observable<SocketEvent> {
    return (this.#events$ ??= new Observable((observer) => {
      (this.#events ??= this.#made()).add(observer);
      this.watcher?.watched(this);
    }));
  }

  get faults$(): Observable<Fault> {
    return (this.#faults$ ??= new Observable((observer) => {
      (this.#faults ??= this.#made()).add(observer);
      this.watcher?.watched(this);
    }));
  }

  /** The current status at once, even after the log has ended, and then each change. */
  get status$(): Observable<ConnectionStatus> {
    return (this.#status$ ??= new Observable((observer) => {
      // Added first: the observer may change the status from within. After the end `add` completes it.
      if (this.#ended) observer.next(this.#status);
      (this.#statuses ??= this.#made()).add(observer);
      observer.next(this.#status);
      if (!this.#ended) this.watcher?.watched(this);
    }));
  }

  get opened$(): Observable<Opened> {
    return (this.#opened$ ??= new Observable((observer) => {
      (this.#openings ??= this.#made()).add(observer);
      if (this.#current) observer.next(this.#current);
      this.watcher?.watched(this);
    }));
  }

  get status(): ConnectionStatus {
    return this.#reached;
  }

  get faultsObserved(): boolean {
    return this.#faults?.observed === true;
  }

  /** Whether any stream has a subscriber. */
  get observed(): boolean {
    return [this.#events, this.#faults, this.#statuses, this.#openings].some((stream) => stream?.observed);
  }

  /** Whether a frame without a subscriber must be reported as a fault nevertheless. */
  isFault(frame: unknown): boolean {
    return this.watcher?.isErrorFrame(frame) === true;
  }

  fault(fault: Fault): void {
    this.report([fault]);
  }

  /**
   * Emits faults one after another. Everything that their observers cause, including the end of the log, is emitted
   * after the last one.
   */
  report(faults: readonly Fault[]): void {
    const emit = () => {
      for (const fault of faults) {
        this.watcher?.fault(fault, this.faultsObserved);
        this.#faults?.next(fault);
      }
    };
    if (this.#waiting) emit();
    else this.#emit(emit);
  }

  event(event: SocketEvent): void {
    if (this.#ended) return;
    const reached = nextStatus(this.#reached, event);
    // The reason of a pause may be found again, for example after a minute that ended before the next turn.
    if (event.type === 'paused' && reached === this.#reached) return;
    this.#reached = reached;
    this.#emit(() => {
      // In the queue: the code that prints may use the socket, like any other observer.
      this.watcher?.event(event, this.faultsObserved);
      this.#emitEvent(event, reached);
    });
  }

  /** The sends moved back to an older connection: a late observer of `opened$` gets that one. */
  revert(opened: Opened): void {
    this.#emit(() => {
      this.#current = opened;
    });
  }

  /** Ends every stream. */
  complete(): void {
    this.#emit(() => {
      this.#ended = true;
      this.listener?.unsubscribe();
      for (const stream of [this.#faults, this.#statuses, this.#openings, this.#events]) stream?.complete();
    });
  }

  // In this order: on each takeover `status$` emits before `opened$`, and both before `events$`.
  #emitEvent(event: SocketEvent, reached: ConnectionStatus): void {
    // An observer that subscribes to `opened$` in a handler of `status$` gets only the new connection, and only once.
    if (event.type === 'open') this.#current = undefined;
    if (reached !== this.#status) {
      this.#status = reached;
      this.#statuses?.next(reached);
    }
    if (event.type === 'open') {
      const { type, at, ...opened } = event;
      this.#current = opened;
      this.#openings?.next(opened);
    } else if (reached.state !== 'open') this.#current = undefined;
    this.#events?.next(event);
  }

  #made<T>(): Hub<T> {
    const hub = new Hub<T>();
    if (this.#ended) hub.complete();
    return hub;
  }

  #emit(news: () => void): void {
    if (this.#waiting) {
      this.#waiting.push(news);
      return;
    }
    this.#waiting = [news];
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
    this.#waiting = undefined;
  }
}

const IDLE: ConnectionStatus = { state: 'idle' };
