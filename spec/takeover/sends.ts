import type { Fate } from './backend';
import type { Figures } from './figures';

interface Send {
  readonly at: number;
  wroteAt?: number;
  fate?: Fate;
  told: boolean;
}

/** Every message that `send()` accepted, and what became of it. */
export class Sends {
  readonly #all = new Map<number, Send>();

  accepted(n: number, at: number): void {
    this.#all.set(n, { at, told: false });
  }

  written(n: number, at: number): void {
    const send = this.#all.get(n);
    if (send) send.wroteAt ??= at;
  }

  ended(n: number, fate: Fate): void {
    const send = this.#all.get(n);
    if (send && send.fate !== 'handled') send.fate = fate;
  }

  told(n: number): void {
    const send = this.#all.get(n);
    if (send) send.told = true;
  }

  /** Counts those that were accepted at a moment that counts. Those that wait still are not lost. */
  count(figures: Figures, counted: (at: number) => boolean, waiting: ReadonlySet<number>): void {
    for (const [n, { at, wroteAt, fate, told }] of this.#all) {
      if (!counted(at)) continue;
      const held = (wroteAt ?? at) - at;
      figures.held += held;
      figures.longestHeld = Math.max(figures.longestHeld, held);
      if (told) figures[fate === 'handled' ? 'toldThoughHandled' : 'told'] += 1;
      else if (fate !== 'handled' && !waiting.has(n)) figures[LOST_BY[fate ?? 'not open']] += 1;
    }
  }
}

const LOST_BY = {
  deaf: 'lostDeaf',
  zombie: 'lostZombie',
  'in flight': 'lostInFlight',
  'not open': 'lostOtherwise',
} as const;
