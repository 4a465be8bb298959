import { isTokenError, type GatewaySocketError, type TokenError } from '../errors';

/** The window of the backend's own limits: a rate limit is over when it has passed. */
const WINDOW = 60_000;

/**
 * For how long the token endpoint is not to be asked. It outlives the attempt that met the limit,
 * the connection and its users.
 */
export class RateLimit {
  #until = -Infinity;
  #cause: TokenError | undefined;

  /** The error that carried the limit. */
  get cause(): TokenError | undefined {
    return this.#cause;
  }

  /** Records what a failed attempt reports of it; the result is how long to wait from now on, in ms. */
  record(error: GatewaySocketError, now: number): number {
    if (!isTokenError(error)) return 0;
    const asked = error.retryAfter ?? (error.kind === 'rate-limited' ? WINDOW : 0);
    if (error.kind === 'rate-limited') {
      this.#until = now + asked;
      this.#cause = error;
    }
    return asked;
  }

  /** How long it still is, in ms. */
  left(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** `reconnect()` overrides it. */
  drop(): void {
    this.#until = -Infinity;
  }
}
