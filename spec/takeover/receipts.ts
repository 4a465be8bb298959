import type { Figures } from './figures';
import type { Frame } from './frame';

interface Receipt {
  readonly kind: Frame['kind'];
  /** Messages with this text that came, however many connections brought them. */
  arrived: number;
  delivered: number;
}

/** What came with each text, and what of it was delivered. Equal texts cannot be told apart, so they are counted. */
export class Receipts {
  readonly #byKey = new Map<string, Receipt>();

  arrived(frame: Frame): void {
    if (frame.arrived) return;
    frame.arrived = true;
    this.#of(frame.kind, frame.key).arrived += 1;
  }

  delivered(kind: Frame['kind'], key: string): void {
    this.#of(kind, key).delivered += 1;
  }

  count(figures: Figures): void {
    for (const { kind, arrived, delivered } of this.#byKey.values()) {
      const [lost, doubled] = kind === 'broadcast' ? BROADCASTS : REPLIES;
      figures[lost] += Math.max(0, arrived - delivered);
      figures[doubled] += Math.max(0, delivered - arrived);
    }
  }

  #of(kind: Frame['kind'], key: string): Receipt {
    let receipt = this.#byKey.get(key);
    if (!receipt) this.#byKey.set(key, (receipt = { kind, arrived: 0, delivered: 0 }));
    return receipt;
  }
}

const BROADCASTS = ['lostBroadcasts', 'doubledBroadcasts'] as const;
const REPLIES = ['lostReplies', 'doubledReplies'] as const;
