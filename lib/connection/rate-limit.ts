import { TokenError, type GatewaySocketError } from '../errors';

/** The window of the backend's own limits: a rate limit is over when it has passed (contract B2, B3). */
const WINDOW = 60_000;

/**
 * For how long the token endpoint wants to be left alone, whoever asks next: it outlives the attempt that was told so,
 * the connection and its users.
 */
export class RateLimit {
  #until = -Infinity;
  #cause: TokenError | undefined;

  /** What told of the limit. */
  get cause(): TokenError | undefined {
    return this.#cause;
  }

  /** Notes what a failed attempt says of it, and how long it asked to be left alone from now on, in ms. */
  met(error: GatewaySocketError, now: number): number {
    if (!(error instanceof TokenError)) return 0;
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

  /** Somebody knows better: `reconnect()`. */
  drop(): void {
    this.#until = -Infinity;
  }
}
