import { didYouMean } from './log-nearest';
import { show } from './show';
import { detail, numbered } from './text';

/** Notified of each type that is subscribed. */
export interface TypeWatcher {
  subscribed(types: Iterable<string>): void;
}

/** Notified of the type of each message. */
export interface TypeTally {
  count(name: string): void;
}

/** The part of a router that is watched. */
export interface WatchedRouter {
  /** Set only while a type is missing, so that messages cost nothing extra otherwise. */
  tally: TypeTally | undefined;
  /** Whether a type has a subscriber. */
  has(name: string): boolean;
}

/** The number of messages before a type that did not arrive is reported. */
const ENOUGH = 30;

/** The maximum number of types in a line. */
const NAMED = 8;

/** Finds types that are subscribed but never sent, such as misspelled ones. Each type is watched once. */
export class TypeWatch implements TypeWatcher, TypeTally {
  /** The types that arrived, the first few. */
  readonly #seen = new Set<string>();
  /** All types that were ever subscribed. */
  readonly #known = new Set<string>();
  readonly #missing = new Set<string>();
  #left = ENOUGH;

  constructor(
    private readonly router: WatchedRouter,
    private readonly warn: (text: string) => void,
  ) {}

  subscribed(types: Iterable<string>): void {
    for (const type of types) {
      if (this.#known.has(type)) continue;
      this.#known.add(type);
      if (this.#seen.has(type)) continue;
      this.#missing.add(type);
      this.#left = ENOUGH;
      this.router.tally = this;
    }
  }

  count(name: string): void {
    this.#missing.delete(name);
    if (this.#seen.size < NAMED) this.#seen.add(name);
    this.#left -= 1;
    if (this.#left > 0 && this.#missing.size > 0) return;
    this.router.tally = undefined;
    // Cleared before anything is printed: the code that prints may subscribe to another type.
    const missing = [...this.#missing];
    this.#missing.clear();
    // A type that was unsubscribed in the meantime is not missing.
    for (const type of missing) if (this.router.has(type)) this.warn(this.#text(type));
  }

  #text(type: string): string {
    const seen = [...this.#seen];
    return `${numbered`nobody sent`} ${show(type)}${detail`; seen: ${seen.map(show).join(', ')}.${didYouMean(type, seen)}`}`;
  }
}
