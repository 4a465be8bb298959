import { BehaviorSubject, concat, defer, distinctUntilChanged, filter, of, scan, Subject, type Observable } from 'rxjs';
import type { Fault, Opened, SocketEvent } from './events';
import { nextStatus } from './next-status';
import type { ConnectionStatus } from './status';

/** What becomes of a connection, written down once; all that watches it is derived from here. */
export interface Journal {
  event(event: SocketEvent): void;
  fault(fault: Fault): void;
  /** Ends every stream. */
  complete(): void;
  readonly events$: Observable<SocketEvent>;
  readonly faults$: Observable<Fault>;
  readonly status$: Observable<ConnectionStatus>;
  readonly opened$: Observable<Opened>;
  readonly status: ConnectionStatus;
  /** Whether anybody listens to faults. */
  readonly faultsObserved: boolean;
}

export function createJournal(): Journal {
  const idle: ConnectionStatus = { state: 'idle' };
  const events = new Subject<SocketEvent>();
  const faults = new Subject<Fault>();
  const status = new BehaviorSubject<ConnectionStatus>(idle);
  const opened = new BehaviorSubject<Opened | undefined>(undefined);
  // What an observer of one event does may well be the next: each is told to everybody before the next is.
  const waiting: (SocketEvent | 'end')[] = [];
  let telling = false;
  const tell = (news: SocketEvent | 'end'): void => {
    waiting.push(news);
    if (telling) return;
    telling = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (next === 'end') events.complete();
      else events.next(next);
    }
    telling = false;
  };
  // Both live as long as the journal: `events` completes them. In this order, so that on each opening `status$` speaks
  // before `opened$`, and both before anybody who listens to `events$`.
  events.pipe(scan(nextStatus, idle), distinctUntilChanged()).subscribe(status);
  events
    .pipe(
      scan((current: Opened | undefined, event) => openedAfter(current, event, status.value), undefined),
      distinctUntilChanged(),
    )
    .subscribe(opened);

  return {
    event: tell,
    fault: (fault) => faults.next(fault),
    complete: () => {
      faults.complete();
      tell('end');
    },
    events$: events.asObservable(),
    faults$: faults.asObservable(),
    // The current value first, even after the end, when a BehaviorSubject alone would say nothing more.
    status$: concat(
      defer(() => of(status.value)),
      status,
    ).pipe(distinctUntilChanged()),
    opened$: opened.pipe(filter((current) => current !== undefined)),
    get status() {
      return status.value;
    },
    get faultsObserved() {
      return faults.observed;
    },
  };
}

/** The connection that is open after an event, which has led to a status already. */
function openedAfter(current: Opened | undefined, event: SocketEvent, { state }: ConnectionStatus): Opened | undefined {
  if (event.type !== 'open') return state === 'open' ? current : undefined;
  const { type, at, ...opened } = event;
  return opened;
}
