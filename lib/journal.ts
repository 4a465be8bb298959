import { BehaviorSubject, defer, filter, of, Subject, type Observable } from 'rxjs';
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
  const events = new Subject<SocketEvent>();
  const faults = new Subject<Fault>();
  const status = new BehaviorSubject<ConnectionStatus>({ state: 'idle' });
  const opened = new BehaviorSubject<Opened | undefined>(undefined);
  /** The status that the last event led to, which not everybody may have been told yet. */
  let reached = status.value;
  let ended = false;

  // What an observer of one event does may well be the next: each is told to everybody before the next is.
  const waiting: (() => void)[] = [];
  let telling = false;
  const tell = (news: () => void): void => {
    waiting.push(news);
    if (telling) return;
    telling = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) next();
    telling = false;
  };
  // In this order: on each opening `status$` speaks before `opened$`, and both before `events$`.
  const tellOf = (event: SocketEvent, led: ConnectionStatus): void => {
    if (led !== status.value) status.next(led);
    const open = openedAfter(opened.value, event, led);
    if (open !== opened.value) opened.next(open);
    events.next(event);
  };

  return {
    event: (event) => {
      if (ended) return;
      reached = nextStatus(reached, event);
      const led = reached;
      tell(() => tellOf(event, led));
    },
    fault: (fault) => faults.next(fault),
    complete: () => {
      tell(() => {
        ended = true;
        for (const stream of [faults, status, opened, events]) stream.complete();
      });
    },
    events$: events.asObservable(),
    faults$: faults.asObservable(),
    // A BehaviorSubject says nothing more once it has ended, and a late observer wants to know how it did.
    status$: defer(() => (ended ? of(status.value) : status)),
    opened$: opened.pipe(filter((current) => current !== undefined)),
    get status() {
      return reached;
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
