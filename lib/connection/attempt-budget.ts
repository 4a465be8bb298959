import { wholeNumber } from '../option-rules';
import { REQUIRED, resolveOption } from '../option-table';

/**
 * How many attempts, a token and a socket each, may be made within 60 s. Retries, wake signals, `reconnect()`, `join()`
 * and rotations all count. Several sockets of one page should share one budget. The backend allows 20 tokens a minute
 * for a user and 20 connections a minute for an IP address, including refused ones.
 */
export interface AttemptBudget {
  /**
   * Takes one attempt out of the budget.
   *
   * @param now epoch ms
   * @returns 0 if it was taken, else the ms until one is available; it is called again then, or after ten minutes
   */
  claim(now: number): number;
}

/** The window in which the backend counts, in ms. */
const WINDOW = 60_000;

/**
 * A budget that several sockets share.
 *
 * @example
 * const budget = attemptBudget(10);
 * const chat = gatewaySocket({ url, token, channel: 'chat', attemptsPerMinute: budget });
 * const news = gatewaySocket({ url, token, channel: 'news', attemptsPerMinute: budget });
 *
 * @param perMinute a whole number of at least 1; the backend refuses more than 20
 * @throws ConfigError for anything else
 */
export function attemptBudget(perMinute: number): AttemptBudget {
  return new Budget(resolveOption('attemptsPerMinute', [REQUIRED, wholeNumber(1)], perMinute));
}

class Budget implements AttemptBudget {
  /** The times of the last attempts, oldest first: never more than the budget. */
  #taken: readonly number[] = NONE;

  constructor(private readonly perMinute: number) {}

  claim(now: number): number {
    // After the wall clock was set back, a recorded time would be in the future, and the wait would be far too long.
    const taken = this.#taken.map((at) => Math.min(at, now)).filter((at) => now - at < WINDOW);
    const [oldest] = taken;
    const left = oldest !== undefined && taken.length >= this.perMinute ? oldest + WINDOW - now : 0;
    this.#taken = taken.concat(left > 0 ? [] : now);
    return left;
  }
}

const NONE: readonly number[] = [];
