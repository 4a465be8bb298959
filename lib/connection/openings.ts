import type { Clock } from '../clock';
import type { Opened } from '../events';
import type { Channel } from './signals';

/** Counts the connections that a socket has opened, and measures the time without one. Lives as long as the socket. */
export class Openings {
  #count = 0;
  /** In ms of the clock; `undefined` while there is a connection, and before the first. */
  #disconnectedAt: number | undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * @param rotated whether it is opened next to an open one
   * @param aliveAt if that one may have been dead or deaf: when it was last known to be neither, in ms of the clock
   */
  record(rotated: boolean, channel: Channel, aliveAt?: number): Opened {
    const since = rotated ? aliveAt : this.#disconnectedAt;
    const downtime = since === undefined ? 0 : this.clock.now() - since;
    this.#disconnectedAt = undefined;
    this.#count += 1;
    const count = this.#count;
    return { count, reconnected: count > 1 && !rotated, rotated, downtime, ...(channel !== undefined && { channel }) };
  }

  /** The last open connection is gone. */
  disconnected(): void {
    if (this.#count > 0) this.#disconnectedAt ??= this.clock.now();
  }
}
