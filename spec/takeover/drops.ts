import type { TakeoverConnection } from './connection';
import type { Figures } from './figures';

/** A connection that the client gave up, before it is clear which. */
interface Drop {
  readonly at: number;
  dropped?: TakeoverConnection;
}

/**
 * Connections that the client gave up. Neither a fault nor an event names the connection: it is the one that the
 * client closes at that moment, or else the next one that it closes, because what was given up is still read for a while
 * and nothing else is closed meanwhile.
 */
export class Drops {
  readonly #drops: Drop[] = [];
  #lastClosed: TakeoverConnection | undefined;

  /** A `deaf` fault, or an `ended` event that no loss caused. One drop may have both. */
  announced(at: number): void {
    const last = this.#lastClosed?.closedAt === at ? this.#lastClosed : undefined;
    if (this.#drops.some(({ dropped }) => dropped === last)) return;
    this.#drops.push({ at, ...(last && { dropped: last }) });
  }

  closed(connection: TakeoverConnection): void {
    this.#lastClosed = connection;
    const open = this.#drops.find(({ dropped }) => !dropped);
    if (open) open.dropped = connection;
  }

  /** @param newest what was given up and is still open at the end of the run */
  count(figures: Figures, newest: TakeoverConnection | undefined): void {
    for (const { at, dropped = newest } of this.#drops) {
      if (!dropped || dropped.diedAt <= at) continue;
      figures[isHealthy(dropped) ? 'healthyDropped' : 'deafDropped'] += 1;
    }
  }
}

function isHealthy({ refused, zombieAt }: TakeoverConnection): boolean {
  return !refused && zombieAt === Infinity;
}
