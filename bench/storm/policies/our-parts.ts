import { Clock } from '../../../lib/clock';
import { attemptBudget } from '../../../lib/connection/attempt-budget';
import { OfflineHint } from '../../../lib/connection/offline-hint';
import { Pacing } from '../../../lib/connection/pacing';
import { resolveBackoff, type BackoffOptions } from '../../../lib/connection/retry-backoff';
import { ConnectionError, type GatewaySocketError } from '../../../lib/errors';
import { refusalOf } from '../../../lib/token/token-answer';
import { paced } from './paced';
import type { Outcome } from './paced-client';
import type { Policy } from './policy';

/** The budget of a client by default. */
export const BUDGET = 10;

/**
 * What paces a client of this package, without the client around it, which a hundred thousand times is more than fits
 * into memory: its retry policy, its attempt budget, its reading of a token endpoint's answer. How an attempt is held back is
 * decided in `admitted()`; the report runs whole clients beside these.
 */
export function ourParts(options: BackoffOptions = {}): Policy {
  const backoff = resolveBackoff(options);
  return paced('rx-gateway-socket', ({ host }) => {
    const clock = new Clock(host);
    const pacing = new Pacing(
      { backoff, isFatal: (_, byDefault) => byDefault },
      new OfflineHint({ isLocal: false }),
      clock,
    );
    const budget = attemptBudget(BUDGET);
    return {
      opened: () => pacing.connected(),
      after: (outcome) => pacing.ended(errorOf(outcome, clock.wall())).delay ?? Infinity,
      hold: () => {
        const held = pacing.limit.left(clock.now()) || pacing.turnLeft() || budget.claim(clock.wall());
        if (held === 0) pacing.attempted();
        return held;
      },
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
