import type { Clock } from '../clock';
import { ONE_MINUTE, SlidingWindow } from './sliding-window';

/** Who connects: the client's address, and the user behind the session where there is one. */
export interface Client {
  readonly address: string;
  readonly user?: string | undefined;
}

/**
 * The Django package's limit on connections: so many a minute for an address and for a user, where an
 * attempt that the limit refused counts like one that succeeded, and so does one for a channel that cannot be; other
 * refusals do not count at all. A client that comes back every 3 s therefore stays locked out.
 */
export class ConnectLimit {
  readonly #attempts: SlidingWindow;

  constructor(
    private readonly perMinute: number,
    clock: Clock,
  ) {
    this.#attempts = new SlidingWindow(ONE_MINUTE, clock);
  }

  /** Whether one more attempt is allowed. A refused one is counted here, what became of an allowed one by `record`. */
  admits(client: Client): boolean {
    const full = keysOf(client).some((key) => this.#attempts.count(key) >= this.perMinute);
    if (full) this.record(client);
    return !full;
  }

  /** Counts an attempt: one that succeeded, or one that was refused for what is counted too. */
  record(client: Client): void {
    for (const key of keysOf(client)) this.#attempts.record(key);
  }
}

function keysOf({ address, user }: Client): readonly string[] {
  return user === undefined ? [`address ${address}`] : [`address ${address}`, `user ${user}`];
}
