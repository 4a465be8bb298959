/**
 * How the reply to a request is found: the message that echoes its id, the next of a type, or the next that passes a
 * test.
 */
export type ReplyMatcher =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'type'; readonly name: string }
  | { readonly by: 'test'; readonly test: (message: object) => boolean };

/** A request that has no answer yet. */
export interface Expectation {
  readonly matcher: ReplyMatcher;
}

/** The open requests. A message answers at most one: the one with its id, else the oldest of its type, else of a test. */
export class Expectations<E extends Expectation> {
  readonly #all = new Set<E>();
  readonly #byId = new Map<string, E>();
  readonly #byType = new Map<string, Set<E>>();
  readonly #byTest = new Set<E>();

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<E> {
    return [...this.#all][Symbol.iterator]();
  }

  add(expectation: E): void {
    const { matcher } = expectation;
    this.#all.add(expectation);
    if (matcher.by === 'id') this.#byId.set(matcher.id, expectation);
    else if (matcher.by === 'test') this.#byTest.add(expectation);
    else this.#byType.set(matcher.name, (this.#byType.get(matcher.name) ?? new Set<E>()).add(expectation));
  }

  delete(expectation: E): void {
    const { matcher } = expectation;
    this.#all.delete(expectation);
    if (matcher.by === 'id') this.#byId.delete(matcher.id);
    else if (matcher.by === 'test') this.#byTest.delete(expectation);
    else {
      const same = this.#byType.get(matcher.name);
      same?.delete(expectation);
      if (same?.size === 0) this.#byType.delete(matcher.name);
    }
  }

  /**
   * The request that a message answers.
   *
   * @param threw called for a test that threw
   */
  find(name: string, id: unknown, message: object, threw: (expectation: E, error: unknown) => void): E | undefined {
    const byId = typeof id === 'string' ? this.#byId.get(id) : undefined;
    return byId ?? this.#byType.get(name)?.values().next().value ?? this.#passing(message, threw);
  }

  #passing(message: object, threw: (expectation: E, error: unknown) => void): E | undefined {
    for (const expectation of this.#byTest) {
      try {
        if (expectation.matcher.by === 'test' && expectation.matcher.test(message)) return expectation;
      } catch (error) {
        threw(expectation, error);
      }
    }
    return undefined;
  }
}
