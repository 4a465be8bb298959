import { ONE_MINUTE, SlidingWindow } from '../../lib/local-gateway/rules/sliding-window';
import type { LogBook } from './log-book';
import { PerSecond } from './per-second';
import type { VirtualTime } from './virtual-time';

/** What a token request is answered with. */
export type TokenAnswer = { readonly status: 200; readonly token: string } | Refusal;

export interface Refusal {
  readonly status: 403 | 500 | 503;
  readonly body: string;
}

/** How many tokens the service gives in a second, and to one user in a minute. */
export const TOKENS_PER_SECOND = 1_000;
export const TOKENS_PER_MINUTE = 20;

const DOWN: Refusal = { status: 500, body: 'Server Error' };
const BUSY: Refusal = { status: 503, body: 'Service Unavailable' };
const LIMITED: Refusal = { status: 403, body: 'Rate limit exceeded' };

/** Gives single-use tokens: so many in a second, with 503 for whoever comes beyond, and so many to a user in a minute. */
export class TokenService {
  /** Until when it answers 500, in epoch ms. */
  downUntil = -Infinity;
  /** Who counts, from a storm on; before it, everybody gets a token. */
  log: LogBook | undefined;
  readonly #capacity = new PerSecond(TOKENS_PER_SECOND);
  readonly #issued: SlidingWindow;
  #count = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly latency: () => number,
  ) {
    this.#issued = new SlidingWindow(ONE_MINUTE, () => time.now());
  }

  request(client: number, answered: (answer: TokenAnswer) => void): void {
    this.log?.tokenAsked(client, this.time.now());
    this.time.after(this.latency(), { due: () => answered(this.#answer(client)) });
  }

  #answer(client: number): TokenAnswer {
    return (this.log && this.#refusal(client)) ?? { status: 200, token: `${client}-${++this.#count}` };
  }

  #refusal(client: number): Refusal | undefined {
    const now = this.time.now();
    if (now < this.downUntil) return DOWN;
    if (!this.#capacity.admits(now)) return BUSY;
    const user = String(client);
    if (this.#issued.count(user) >= TOKENS_PER_MINUTE) return LIMITED;
    this.#issued.record(user);
    return undefined;
  }
}
