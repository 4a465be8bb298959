import { isConnectionError, isTokenError, type GatewaySocketError, type TokenError } from '../errors';

/**
 * For how long the token endpoint is not to be asked. It outlives the attempt that met the limit,
 * the connection and its users.
 */
export class RateLimit {
  #until = -Infinity;
  #cause: TokenError | undefined;
  #overridden = false;

  /** The error that carried the limit. */
  get cause(): TokenError | undefined {
    return this.#cause;
  }

  /**
   * Records what a failed attempt reports of it.
   *
   * @param backoff the delay before the next attempt where the backend asks for none, in ms
   * @returns how long to wait from now on, in ms: the backoff on top of what was asked for, so that clients come back apart
   */
  record(error: GatewaySocketError, backoff: number, now: number): number {
    const left = Math.max(0, this.#until - now);
    this.#overridden = false;
    // An attempt that came as far as a socket had its token.
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

  /** How long it still is, in ms. */
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

  /** A token was given. */
  over(): void {
    this.#until = -Infinity;
  }
}
