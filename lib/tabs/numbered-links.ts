import type { Link } from '../connection/link';
import type { Signal } from '../connection/signals';
import type { News } from './notes';

/** The open connections of the holder. In the notes each has a number. */
export class NumberedLinks {
  readonly #all = new Map<Link, number>();

  get size(): number {
    return this.#all.size;
  }

  get(number: number): Link | undefined {
    return [...this.#all].find(([, known]) => known === number)?.[0];
  }

  /** What the tabs need of a signal. */
  newsOf(signal: Signal): News | undefined {
    switch (signal.type) {
      case 'greeted':
        this.#all.set(signal.link, signal.opened.count);
        return { type: 'greeted', link: signal.opened.count };
      case 'took over':
      case 'reverted':
        return { type: signal.type, link: signal.opened.count, rotated: signal.opened.rotated };
      case 'gone': {
        const link = this.#all.get(signal.link) ?? 0;
        this.#all.delete(signal.link);
        return { type: 'gone', link, error: signal.error };
      }
      // The messages of the tabs are sent by the holder, and faults come with those of its messages.
      case 'routed':
      case 'unproven':
      case 'fault':
        return undefined;
      default:
        return signal;
    }
  }
}
