import { BehaviorSubject, Observable, Subject } from 'rxjs';
import type { Fault, Opened, SocketEvent } from './events';
import { nextStatus } from './next-status';
import type { ConnectionStatus } from './status';

/** What became of a connection, written down once: all that watches it is derived from here. */
export class EventLog {
  readonly #events = new Subject<SocketEvent>();
  readonly #faults = new Subject<Fault>();
  readonly #status = new BehaviorSubject<ConnectionStatus>(IDLE);
  readonly #opened = new Subject<Opened>();
  /** The status that the last event led to; its observers may not have it yet. */
  #reached: ConnectionStatus = IDLE;
  /** The connection that has the sends. */
  #current: Opened | undefined;
  #ended = false;
  /** What an observer of one event causes may be the next event: each reaches all observers before the next one does. */
  #waiting: (() => void)[] | undefined;

  readonly events$ = this.#events.asObservable();
  readonly faults$ = this.#faults.asObservable();
  // A BehaviorSubject emits nothing more once it has ended, and a late observer gets the last status all the same.
  readonly status$ = new Observable<ConnectionStatus>((observer) => {
    if (this.#ended) observer.next(this.#status.value);
    return this.#status.subscribe(observer);
  });
  readonly opened$ = new Observable<Opened>((observer) => {
    if (this.#current) observer.next(this.#current);
    return this.#opened.subscribe(observer);
  });

  get status(): ConnectionStatus {
    return this.#reached;
  }

  get faultsObserved(): boolean {
    return this.#faults.observed;
  }

  fault(fault: Fault): void {
    this.#faults.next(fault);
  }

  event(event: SocketEvent): void {
    if (this.#ended) return;
    const reached = nextStatus(this.#reached, event);
    this.#reached = reached;
    this.#emit(() => this.#emitEvent(event, reached));
  }

  /** The sends went back to an older connection: a late observer of `opened$` gets that one. */
  revert(opened: Opened): void {
    this.#emit(() => {
      this.#current = opened;
    });
  }

  /** Ends every stream. */
  complete(): void {
    this.#emit(() => {
      this.#ended = true;
      for (const stream of [this.#faults, this.#status, this.#opened, this.#events]) stream.complete();
    });
  }

  // In this order: on each takeover `status$` emits before `opened$`, and both before `events$`.
  #emitEvent(event: SocketEvent, reached: ConnectionStatus): void {
    if (reached !== this.#status.value) this.#status.next(reached);
    if (event.type === 'open') {
      const { type, at, ...opened } = event;
      this.#current = opened;
      this.#opened.next(opened);
    } else if (reached.state !== 'open') this.#current = undefined;
    this.#events.next(event);
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
