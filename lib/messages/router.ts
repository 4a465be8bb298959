import { Observable, Subject } from 'rxjs';
import type { InboundMessage } from './decode';

/** Brings each message to the streams that asked for its type. */
export interface Router {
  /** Whether anybody listens: if not, a frame need not be decoded. */
  readonly observed: boolean;
  /** Whether anybody would hear of a message of that type. */
  wants(name: string): boolean;
  /** Every message. */
  readonly all$: Observable<InboundMessage>;
  /** The messages of some types. */
  on(types: Iterable<string>): Observable<InboundMessage>;
  /** Delivers a message. */
  route(name: string, message: InboundMessage): void;
}

/**
 * One look-up for a message, however many types are subscribed. A subject is made for a type with its first subscriber
 * and dropped with its last. A `Map`, because `__proto__` and `constructor` are legal type names.
 */
export function createRouter(): Router {
  const all = new Subject<InboundMessage>();
  const byName = new Map<string, Subject<InboundMessage>>();

  const subjectOf = (name: string) => {
    const existing = byName.get(name);
    if (existing) return existing;
    const made = new Subject<InboundMessage>();
    byName.set(name, made);
    return made;
  };

  return {
    get observed() {
      return all.observed || byName.size > 0;
    },
    wants: (name) => all.observed || byName.has(name),
    all$: all.asObservable(),
    on: (types) =>
      new Observable((subscriber) => {
        for (const name of new Set(types)) {
          const subject = subjectOf(name);
          subscriber.add(subject.subscribe(subscriber));
          subscriber.add(() => {
            if (!subject.observed && byName.get(name) === subject) byName.delete(name);
          });
        }
      }),
    route: (name, message) => {
      byName.get(name)?.next(message);
      if (all.observed) all.next(message);
    },
  };
}
