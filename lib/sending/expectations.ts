/** Which message answers a question: the one that echoes its id, the next of a type, or the next that passes a test. */
export type Sign =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'type'; readonly name: string }
  | { readonly by: 'test'; readonly test: (message: object) => boolean };

/** Somebody who waits for an answer. */
export interface Expectation {
  readonly sign: Sign;
}

/** The questions that are open. Each message answers one of them at most: the oldest that it fits, and by id before all. */
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
    const { sign } = expectation;
    this.#all.add(expectation);
    if (sign.by === 'id') this.#byId.set(sign.id, expectation);
    else if (sign.by === 'test') this.#byTest.add(expectation);
    else this.#byType.set(sign.name, (this.#byType.get(sign.name) ?? new Set<E>()).add(expectation));
  }

  delete(expectation: E): void {
    const { sign } = expectation;
    this.#all.delete(expectation);
    if (sign.by === 'id') this.#byId.delete(sign.id);
    else if (sign.by === 'test') this.#byTest.delete(expectation);
    else {
      const same = this.#byType.get(sign.name);
      same?.delete(expectation);
      if (same?.size === 0) this.#byType.delete(sign.name);
    }
  }

  /**
   * Whom a message answers.
   *
   * @param threw told of a test that threw instead of an answer
   */
  find(name: string, id: unknown, message: object, threw: (expectation: E, error: unknown) => void): E | undefined {
    const byId = typeof id === 'string' ? this.#byId.get(id) : undefined;
    return byId ?? this.#byType.get(name)?.values().next().value ?? this.#passing(message, threw);
  }

  #passing(message: object, threw: (expectation: E, error: unknown) => void): E | undefined {
    for (const expectation of this.#byTest) {
      try {
        if (expectation.sign.by === 'test' && expectation.sign.test(message)) return expectation;
      } catch (error) {
        threw(expectation, error);
      }
    }
    return undefined;
  }
}
