import { Counted } from './counted';

/**
 * How a token fetch fails, as a `kind` of `TokenError`: an answer of the Django package's endpoint, or a network
 * failure. `timeout` never answers; `reused` returns the last token again.
 */
export type TokenFailure =
  | 'rate-limited'
  | 'csrf'
  | 'unauthenticated'
  | 'forbidden'
  | 'rejected'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'malformed'
  | 'reused';

/** The answers of such an endpoint. */
const ANSWERS: Readonly<Record<string, { readonly status: number; readonly body: string }>> = {
  'rate-limited': { status: 403, body: 'Rate limit exceeded' },
  csrf: { status: 403, body: 'CSRF verification failed' },
  unauthenticated: { status: 403, body: 'Authentication required' },
  forbidden: { status: 403, body: 'Request blocked' },
  rejected: { status: 404, body: 'Not found' },
  unavailable: { status: 503, body: 'Service unavailable' },
};

const KINDS: readonly TokenFailure[] = [
  'rate-limited',
  'csrf',
  'unauthenticated',
  'forbidden',
  'rejected',
  'unavailable',
  'network',
  'timeout',
  'malformed',
  'reused',
];

/** Returns tokens that work once, within their lifetime. */
export class FakeTokens {
  readonly #ttl: number;
  readonly #issued = new Map<string, number>();
  readonly #failures = new Counted<TokenFailure>();
  #count = 0;
  #last: string | undefined;
  #used = new Set<string>();

  readonly #note: (text: string, retried: boolean) => void;

  /**
   * @param ttl the lifetime of a token, in ms
   * @param note called for each request, with a description and whether a client would retry
   */
  constructor(ttl: number, note: (text: string, retried: boolean) => void) {
    this.#ttl = ttl;
    this.#note = note;
  }

  /** How many tokens were requested. */
  get asked(): number {
    return this.#count;
  }

  fail(count: number, kind: TokenFailure): void {
    if (!KINDS.includes(kind)) {
      throw new RangeError(`failTokens: kind must be one of ${KINDS.join(', ')}; got ${JSON.stringify(kind)}.`);
    }
    this.#failures.arm('failTokens', count, kind);
  }

  /** Answers one request: with a token, or with the error that an HTTP client throws. */
  fetch(): Promise<{ readonly token: string; readonly expires_in: number }> {
    this.#count += 1;
    const failure = this.#failures.take();
    this.#note(
      failure === undefined
        ? `token ${this.#count} was fetched, and no socket was opened with it`
        : `the request for token ${this.#count} failed ('${failure}')`,
      failure !== undefined,
    );
    if (failure === 'timeout') return new Promise(() => undefined);
    if (failure === 'network') return Promise.reject(new TypeError('Failed to fetch'));
    // The answer has no token, and the client must detect that.
    if (failure === 'malformed') return Promise.resolve({ expires_in: 60 } as { token: string; expires_in: number });
    if (failure === 'reused' && this.#last !== undefined) return this.#answer(this.#last);
    if (failure !== undefined && failure !== 'reused') {
      return Promise.reject(Object.assign(new Error(`HTTP ${ANSWERS[failure]?.status ?? 500}`), ANSWERS[failure]));
    }
    const token = `fake-token-${this.#count}`;
    this.#issued.set(token, Date.now());
    this.#last = token;
    return this.#answer(token);
  }

  /** Why a token is refused; undefined for a known token within its lifetime that is used for the first time. */
  refusalOf(token: string | null): string | undefined {
    if (token === null) return 'it had no token: pass `token: gateway.token`';
    const issued = this.#issued.get(token);
    if (issued === undefined) {
      return this.#used.has(token) ? 'its token was used before' : 'its token is not of this gateway';
    }
    this.#issued.delete(token);
    this.#used.add(token);
    return Date.now() - issued <= this.#ttl ? undefined : `its token is older than ${this.#ttl} ms`;
  }

  #answer(token: string): Promise<{ readonly token: string; readonly expires_in: number }> {
    return Promise.resolve({ token, expires_in: this.#ttl / 1_000 });
  }
}
