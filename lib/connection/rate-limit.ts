import { isConnectionError, isTokenError, type GatewaySocketError, type TokenError } from '../errors';

/**
 * The time in which no token may be requested. It outlives the attempt that got the limit, the connection and its
 * users.
 */
export class RateLimit {
  #until = -Infinity;
  #cause: TokenError | undefined;
  #overridden = false;

  /** The error that contained the limit. */
  get cause(): TokenError | undefined {
    return this.#cause;
  }

  /**
   * Records the rate limit of a failed attempt, if there is one.
   *
   * @param backoff the delay before the next attempt if the backend requests none, in ms
   * @returns how long to wait from now on, in ms: the requested wait plus the backoff, so that clients do not come back
   * at once
   */
  record(error: GatewaySocketError, backoff: number, now: number): number {
    const left = Math.max(0, this.#until - now);
    this.#overridden = false;
    // An attempt that reached a socket had its token.
    if (isConnectionError(error) && (error.kind === 'refused' || error.kind === 'timeout')) this.over();
    if (!isTokenError(error)) return backoff;
    const asked = error.retryAfter ?? 0;
    if (error.kind !== 'rate-limited') return asked + backoff;
    // A limit that `reconnect()` overrode goes on.
    const limit = Math.max(left, asked);
    this.#until = now + (limit || backoff);
    this.#cause = error;
    return limit + backoff;
  }

  /** The remaining time, in ms. */
  left(now: number): number {
    return this.#overridden ? 0 : Math.max(0, this.#until - now);
  }

  /** The next attempt is made in spite of it. */
  override(): void {
    this.#overridden = true;
  }

  /** An attempt is made. */
  attempted(): void {
    this.#overridden = false;
  }

  /** A token was issued. */
  over(): void {
    this.#until = -Infinity;
  }
}
