import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';

interface Row {
  readonly holder: string | undefined;
  readonly expires: number;
}

/** Why a token is refused. The backend answers all of them with the same text; only a log has the reason. */
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

  /** Spends a token. Returns `undefined` for a valid one, else the reason. A token of another session stays unspent. */
  consume(token: string | null, holder?: string): TokenRefusal | undefined {
    if (token === null || token === '') return 'missing';
    const row = this.#unused.get(token);
    if (row === undefined) return 'unknown or used';
    if (row.holder !== holder) return 'of another session';
    this.#unused.delete(token);
    return this.clock() > row.expires ? 'expired' : undefined;
  }

  // All tokens have the same lifetime, so the oldest come first, and the loop ends at the first valid one.
  #forgetExpired(): void {
    // Kept for one more lifetime, so that a refusal can be "expired" rather than "unknown".
    const gone = this.clock() - this.ttlMs;
    for (const [token, { expires }] of this.#unused) {
      if (expires > gone) return;
      this.#unused.delete(token);
    }
  }
}
