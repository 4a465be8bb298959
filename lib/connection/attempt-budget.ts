import { wholeNumber } from '../checks';

/**
 * How many attempts, a token and a socket each, may be made in any 60 s. Everything draws on it: retries, wake signals,
 * `reconnect()`, `join()`, rotation. Several sockets of one page share one, because the backend counts the tokens of a
 * user and the connections of an address, 20 a minute each, and the refused ones too.
 */
export interface AttemptBudget {
  /**
   * Takes one attempt out of the budget.
   *
   * @param now epoch ms
   * @returns 0 if it was taken, else the ms until there is one to take
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
  wholeNumber('attemptsPerMinute', perMinute, 1);
  /** When the last attempts were made, oldest first: never more than the budget. */
  let taken: number[] = [];
  return {
    claim: (now) => {
      // A clock that was set back would make an attempt of the past one of the future, and the wait for it endless.
      taken = taken.map((at) => Math.min(at, now)).filter((at) => now - at < WINDOW);
      const [oldest] = taken;
      if (oldest !== undefined && taken.length >= perMinute) return oldest + WINDOW - now;
      taken.push(now);
      return 0;
    },
  };
}
