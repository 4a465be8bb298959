/** The time for one attempt while the host is offline, in ms. */
const PERIOD = 60_000;

/**
 * The host's last report about its network. It is a hint: VPNs and probes of the system make hosts report `offline`
 * with a working network. While it applies, the first attempt is made at once, and then one a minute. A connection that
 * opens disproves it, until the host reports `offline` again.
 */
export class OfflineHint {
  #offline = false;
  /** The time of the last attempt while offline, in ms of the clock. */
  #attemptedAt = -Infinity;
  #overridden = false;

  constructor(private readonly address: { readonly isLocal: boolean }) {}

  /**
   * Whether the host is offline and the URL is not on this machine: then a failure is not evidence about the backend.
   */
  get applies(): boolean {
    return this.#offline && !this.address.isLocal;
  }

  /** The host reports its network. */
  report(network: 'online' | 'offline'): void {
    this.#offline = network === 'offline';
    if (!this.#offline) this.#attemptedAt = -Infinity;
  }

  /** The hint is wrong, or the host is not watched any more. */
  drop(): void {
    this.#offline = false;
  }

  /** How long the next attempt must wait, in ms. */
  left(now: number): number {
    return this.applies && !this.#overridden ? Math.max(0, this.#attemptedAt + PERIOD - now) : 0;
  }

  /** The next attempt is made at once. */
  override(): void {
    this.#overridden = true;
  }

  /** An attempt is made. */
  attempted(now: number): void {
    this.#overridden = false;
    if (this.applies) this.#attemptedAt = now;
  }

  /** An attempt ended. An override during the attempt has no effect any more. */
  ended(): void {
    this.#overridden = false;
  }
}
