import { typeName } from '../frames';
import type { Listener } from './contender';

/** How long nothing may come before what is awaited counts as lost, in ms. */
const PATIENCE = 10_000;
/** How long is waited for what nobody awaits, in ms. */
const DOUBLES = 50;

/** The typed streams of a client, each counted by itself. */
export class Streams {
  readonly listeners: ReadonlyMap<string, Listener>;
  #received = 0;
  #awaited = 0;
  #reached = (): void => undefined;
  readonly #counts: number[];
  readonly #last: unknown[];

  constructor(private readonly size: number) {
    this.#counts = Array.from({ length: size }, () => 0);
    this.#last = Array.from({ length: size });
    this.listeners = new Map(Array.from({ length: size }, (_, index) => [typeName(index), this.#listener(index)]));
  }

  #listener(index: number): Listener {
    return (message) => {
      this.#counts[index] = (this.#counts[index] ?? 0) + 1;
      this.#last[index] = message;
      this.#received += 1;
      if (this.#received === this.#awaited) this.#reached();
    };
  }

  /** Fulfilled when so many messages more have come, on all streams together; fails where none comes any more. */
  receive(more: number): Promise<void> {
    this.#awaited += more;
    return new Promise((resolve, reject) => {
      let seen = this.#received;
      const watch = setInterval(() => {
        if (this.#received === seen) reject(new Error(`${this.#awaited - this.#received} messages were lost.`));
        seen = this.#received;
      }, PATIENCE);
      this.#reached = () => {
        clearInterval(watch);
        resolve();
      };
    });
  }

  /** Throws unless every stream got as many messages as every other, each of its own type, and none came twice. */
  async check(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, DOUBLES));
    const share = this.#awaited / this.size;
    const wrong = this.#counts.findIndex((count) => count !== share);
    if (wrong !== -1) {
      throw new Error(`${typeName(wrong)} got ${this.#counts[wrong] ?? 0} messages where it was sent ${share}.`);
    }
    if (share === 0) return;
    const typeOf = (message: unknown) => (message as { readonly type?: unknown } | undefined)?.type;
    const foreign = this.#last.findIndex((last, index) => typeOf(last) !== typeName(index));
    if (foreign !== -1) throw new Error(`${typeName(foreign)} got ${JSON.stringify(this.#last[foreign])}.`);
  }
}
