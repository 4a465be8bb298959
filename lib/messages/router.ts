import { Observable, Subject, type Subscriber } from 'rxjs';
import type { InboundMessage } from './decode';

/**
 * Brings each message to the streams of its type: one look-up for a message, however many types are subscribed. A subject
 * is made for a type with its first subscriber and dropped with its last.
 */
export class Router {
  #all: Subject<InboundMessage> | undefined;
  // A Map, because `__proto__` and `constructor` are legal type names.
  #byName: Map<string, Subject<InboundMessage>> | undefined;

  /** Every message. */
  readonly all$ = new Observable<InboundMessage>((subscriber) => (this.#all ??= new Subject()).subscribe(subscriber));

  /** Whether there is a subscriber: if not, a frame need not be decoded. */
  get observed(): boolean {
    return this.#all?.observed === true || (this.#byName !== undefined && this.#byName.size > 0);
  }

  /** Whether a message of that type has a subscriber. */
  wants(name: string): boolean {
    return this.#all?.observed === true || this.#byName?.has(name) === true;
  }

  /** The messages of some types. */
  on(types: Iterable<string>): Observable<InboundMessage> {
    return new Observable((subscriber) => {
      for (const name of new Set(types)) this.#subscribe(name, subscriber);
    });
  }

  /** Delivers a message. */
  route(name: string, message: InboundMessage): void {
    this.#byName?.get(name)?.next(message);
    if (this.#all?.observed) this.#all.next(message);
  }

  #subscribe(name: string, subscriber: Subscriber<InboundMessage>): void {
    const byName = (this.#byName ??= new Map<string, Subject<InboundMessage>>());
    const subject = byName.get(name) ?? new Subject<InboundMessage>();
    byName.set(name, subject);
    subscriber.add(subject.subscribe(subscriber));
    subscriber.add(() => {
      if (!subject.observed && byName.get(name) === subject) byName.delete(name);
    });
  }
}
