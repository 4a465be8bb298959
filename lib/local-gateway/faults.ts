import type { PostOutcome } from './backend/handlers';

/** A fault for the next `count` occasions. */
export class CountedFault<T> {
  #left = 0;
  #value: T | undefined;

  /** Arms the fault. A new count replaces the old one, and 0 disarms it. */
  arm(count: number, value: T): void {
    this.#left = count;
    this.#value = value;
  }

  /** The fault for this occasion, which reduces the count by one; `undefined` if it is not armed. */
  take(): T | undefined {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    return this.#value;
  }
}

/** The answer of a failing token endpoint. */
export interface TokenFailure {
  readonly status: number;
  readonly body: string;
}

/** All faults of one gateway, for the parts that can fail. */
export class Faults {
  /** The status of refused handshakes. */
  readonly refusals = new CountedFault<number>();
  readonly tokenFailures = new CountedFault<TokenFailure>();
  /** The status of the answer to each post, whether or not the message was delivered. */
  readonly postFailures = new CountedFault<{ readonly outcome: PostOutcome; readonly delivered: boolean }>();
  readonly deafConnections = new CountedFault<true>();
  /** The share of `$disconnect` calls that never reach the backend, 0 to 1. */
  disconnectLoss = 0;
  /** The delay in ms of each handshake before its request to the backend; `Infinity` for never. */
  connectDelay = 0;
  /** The ms between the backend's 2xx and the 101. For a broadcast in between, the connection does not exist yet. */
  openDelay = 0;
  /** The delay in ms of each answer of the token endpoint; `Infinity` for never. */
  tokenDelay = 0;
  /** The upper bound, in ms, of the random delay of each message of a broadcast. */
  broadcastScatter = 0;

  constructor(private readonly random: () => number) {}

  /** Whether this `$disconnect` call is lost. */
  losesDisconnect(): boolean {
    return this.disconnectLoss > 0 && this.random() < this.disconnectLoss;
  }
}
