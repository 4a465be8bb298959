import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';

interface Row {
  readonly holder: string | undefined;
  readonly expires: number;
}

/** Why a token opens nothing. The backend answers the same text for all of them; only a log tells. */
export type TokenRefusal = 'missing' | 'unknown or used' | 'expired' | 'of another session';

/** Single-use tokens as `WebSocketTokenView` issues them: 64 lowercase hex digits. */
export class TokenStore {
  readonly #unused = new Map<string, Row>();

  constructor(
    private readonly ttlMs: number,
    private readonly clock: Clock,
  ) {}

  /** A new token. With a `holder` (a session) only that holder can use it. */
  issue(holder?: string): string {
    this.#forgetExpired();
    const token = randomBytes(32).toString('hex');
    this.#unused.set(token, { holder, expires: this.clock() + this.ttlMs });
    return token;
  }

  /** Spends a token: `undefined` when it was good, else why not. A token of another session stays unspent. */
  consume(token: string | null, holder?: string): TokenRefusal | undefined {
    if (token === null || token === '') return 'missing';
    const row = this.#unused.get(token);
    if (row === undefined) return 'unknown or used';
    if (row.holder !== holder) return 'of another session';
    this.#unused.delete(token);
    return this.clock() > row.expires ? 'expired' : undefined;
  }

  // All live equally long, so the oldest come first and the loop ends at the first that is still good.
  #forgetExpired(): void {
    // Kept for one more lifetime, so that a refusal can say "expired" rather than "unknown".
    const gone = this.clock() - this.ttlMs;
    for (const [token, { expires }] of this.#unused) {
      if (expires > gone) return;
      this.#unused.delete(token);
    }
  }
}
