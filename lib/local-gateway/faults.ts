import type { PostOutcome } from './backend/handlers';

/** Something that happens to the next `count` of its kind and then no more. */
export class CountedFault<T> {
  #left = 0;
  #value: T | undefined;

  /** Arms the fault; a new count replaces the old one, 0 disarms. */
  arm(count: number, value: T): void {
    this.#left = count;
    this.#value = value;
  }

  /** The fault for this occasion, used up by one; `undefined` when none is armed. */
  take(): T | undefined {
    if (this.#left <= 0) return undefined;
    this.#left -= 1;
    return this.#value;
  }
}

/** What a failing token endpoint answers. */
export interface TokenFailure {
  readonly status: number;
  readonly body: string;
}

/** Every fault of one gateway; the stations that can fail ask here. */
export class Faults {
  /** The status of refused handshakes. */
  readonly refusals = new CountedFault<number>();
  readonly tokenFailures = new CountedFault<TokenFailure>();
  /** The status that every post gets as its answer, whether or not it was delivered. */
  readonly postFailures = new CountedFault<{ readonly outcome: PostOutcome; readonly delivered: boolean }>();
  readonly deafConnections = new CountedFault<true>();
  /** The share of `$disconnect` calls that never reach the backend, 0 to 1. */
  disconnectLoss = 0;
  /** ms that each handshake waits before its request goes to the backend; `Infinity` for ever. */
  connectDelay = 0;
  /** ms between the backend's 2xx and the 101; a broadcast in between meets a connection that is not there yet. */
  openDelay = 0;
  /** ms that each answer of the token endpoint waits; `Infinity` for ever. */
  tokenDelay = 0;
  /** Upper bound in ms of each broadcast copy's own random delay. */
  broadcastScatter = 0;

  constructor(private readonly random: () => number) {}

  /** Whether this `$disconnect` is one of those that get lost. */
  losesDisconnect(): boolean {
    return this.disconnectLoss > 0 && this.random() < this.disconnectLoss;
  }
}
