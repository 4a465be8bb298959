import type { Link } from '../connection/link';
import type { Signal } from '../connection/signals';
import type { News } from './notes';

/** The open connections of the holder, each with its number in the notes. */
export class NumberedLinks {
  readonly #all = new Map<Link, number>();

  get size(): number {
    return this.#all.size;
  }

  get(number: number): Link | undefined {
    return [...this.#all].find(([, known]) => known === number)?.[0];
  }

  /** The news for the tabs from a signal. */
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
      // The holder sends the messages of the tabs, and reports the faults of these messages.
      case 'routed':
      case 'unproven':
      case 'fault':
        return undefined;
      default:
        return signal;
    }
  }
}
