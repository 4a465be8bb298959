import type { Clock } from '../clock';
import { ONE_MINUTE, SlidingWindow } from './sliding-window';

/** A client: its address, and the user of its session if there is one. */
export interface Client {
  readonly address: string;
  readonly user?: string | undefined;
}

/**
 * The Django package's limit on connections: a maximum for each minute, for an address and for a user. An attempt that
 * the limit refuses counts like a successful one, and so does an attempt with an invalid channel. Other refusals do not
 * count. A client that comes back every 3 s therefore stays locked out.
 */
export class ConnectLimit {
  readonly #attempts: SlidingWindow;

  constructor(
    private readonly perMinute: number,
    clock: Clock,
  ) {
    this.#attempts = new SlidingWindow(ONE_MINUTE, clock);
  }

  /**
   * Whether one more attempt is allowed. A refused attempt is counted here; the caller passes the others to `record`.
   */
  admits(client: Client): boolean {
    const full = keysOf(client).some((key) => this.#attempts.count(key) >= this.perMinute);
    if (full) this.record(client);
    return !full;
  }

  /** Counts an attempt that succeeded, or that was refused for a reason that counts. */
  record(client: Client): void {
    for (const key of keysOf(client)) this.#attempts.record(key);
  }
}

function keysOf({ address, user }: Client): readonly string[] {
  return user === undefined ? [`address ${address}`] : [`address ${address}`, `user ${user}`];
}
