import { attemptBudget } from '../../../lib/connection/attempt-budget';
import { RateLimit } from '../../../lib/connection/rate-limit';
import { backoffSteps, resolveBackoff, type BackoffOptions } from '../../../lib/connection/retry-backoff';
import { ConnectionError, type GatewaySocketError } from '../../../lib/errors';
import { refusalOf } from '../../../lib/token/token-answer';
import { paced } from './paced';
import type { Outcome } from './paced-client';
import type { Policy } from './policy';

/** The budget of a client by default. */
export const BUDGET = 10;

/**
 * What paces a client of this package, without the client around it, which a hundred thousand times is more than fits
 * into memory: its backoff, its attempt budget, what it makes of a token endpoint's answer and of a rate limit. How they
 * go together is decided in `Pacing` and `admitted()`; the report runs whole clients beside these.
 */
export function ourParts(options: BackoffOptions = {}): Policy {
  const backoff = resolveBackoff(options);
  return paced('rx-gateway-socket', ({ time, random }) => {
    const next = backoffSteps(backoff, { random });
    const budget = attemptBudget(BUDGET);
    const rateLimit = new RateLimit();
    return {
      after: (outcome) => {
        const error = errorOf(outcome, time.now());
        return rateLimit.record(error, next(error).delay, time.now());
      },
      hold: () => rateLimit.left(time.now()) || budget.claim(time.now()),
    };
  });
}

function errorOf(outcome: Outcome, now: number): GatewaySocketError {
  switch (outcome.type) {
    case 'no token':
      return refusalOf(outcome.answer, now);
    case 'refused':
      return new ConnectionError('refused', '', { code: 1_006, reason: '', wasClean: false, uptime: 0 });
    case 'lost': {
      const { code, uptime } = outcome;
      return new ConnectionError('lost', '', { code, reason: '', wasClean: code === 1_001, uptime });
    }
  }
}
