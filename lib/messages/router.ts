import type { Subscriber } from 'rxjs';
import { Hub } from '../hub';
import type { InboundMessage } from './decode';

/** Receives each type that is subscribed. */
interface TypeWatcher {
  subscribed(types: Iterable<string>): void;
}

/** Receives the type of each message. */
interface TypeTally {
  count(name: string): void;
}

/**
 * Delivers each message to the streams of its type: one look-up for a message, however many types are subscribed. The
 * hub of a type is created with its first subscriber and dropped with its last.
 */
export class Router {
  /** Set by the log. */
  watcher: TypeWatcher | undefined;
  /** Set by the log while a type is missing. */
  tally: TypeTally | undefined;
  #all: Hub<InboundMessage> | undefined;
  // A Map, because `__proto__` and `constructor` are legal type names.
  #byName: Map<string, Hub<InboundMessage>> | undefined;

  /** Whether any type has a subscriber: if not, frames need not be decoded. */
  get observed(): boolean {
    return this.#all?.observed === true || (this.#byName !== undefined && this.#byName.size > 0);
  }

  /** Whether a message of that type has a subscriber. */
  needs(name: string): boolean {
    return this.#all?.observed === true || this.has(name);
  }

  /** Whether a type has a subscriber, not counting those to all messages. */
  has(name: string): boolean {
    return this.#byName?.has(name) === true;
  }

  /** Records a message that is not delivered, because its type has no subscriber. */
  skip(name: string): void {
    this.tally?.count(name);
  }

  /** Adds a subscriber to all messages. */
  addToAll(subscriber: Subscriber<InboundMessage>): void {
    (this.#all ??= new Hub()).add(subscriber);
  }

  /** Adds a subscriber to the messages of some types. */
  add(types: Iterable<string>, subscriber: Subscriber<InboundMessage>): void {
    for (const name of new Set(types)) this.#subscribe(name, subscriber);
    this.watcher?.subscribed(types);
  }

  /** Delivers a message. */
  route(name: string, message: InboundMessage): void {
    this.tally?.count(name);
    this.#byName?.get(name)?.next(message);
    this.#all?.next(message);
  }

  #subscribe(name: string, subscriber: Subscriber<InboundMessage>): void {
    const byName = (this.#byName ??= new Map<string, Hub<InboundMessage>>());
    const hub = byName.get(name) ?? new Hub<InboundMessage>();
    byName.set(name, hub);
    hub.add(subscriber, () => {
      if (!hub.observed && byName.get(name) === hub) byName.delete(name);
    });
  }
}
