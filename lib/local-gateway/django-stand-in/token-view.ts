import { ONE_MINUTE, SlidingWindow } from '../rules/sliding-window';
import type { TokenStore } from '../rules/token-store';
import type { Clock } from '../clock';
import { passesCsrf, type SignIns } from './sign-ins';
import { json, page, type ViewAnswer } from './view-answer';

export interface TokenViewSettings {
  readonly signIns: SignIns;
  readonly tokens: TokenStore;
  readonly perMinute: number;
  /** The value of `expires_in` in an answer, in seconds. */
  readonly expirySeconds: number;
  readonly trustedOrigins: readonly string[];
  readonly clock: Clock;
}

const CSRF_FAILURE = '<h1>Forbidden <span>(403)</span></h1>\n<p>CSRF verification failed. Request aborted.</p>\n';

export type TokenView = (method: string, headers: Readonly<Record<string, string | undefined>>) => ViewAnswer;

/** `WebSocketTokenView`: it checks CSRF, then the login, then the limit. Each failure is a 403, and only the body differs. */
export function tokenView(settings: TokenViewSettings): TokenView {
  const issued = new SlidingWindow(ONE_MINUTE, settings.clock);
  return (method, headers) => {
    if (method !== 'POST') return page(405, '');
    if (!passesCsrf(headers, settings.trustedOrigins)) return page(403, CSRF_FAILURE);
    const signIn = settings.signIns.of(headers);
    if (signIn === undefined) return page(403, 'Authentication required');
    if (issued.count(signIn.username) >= settings.perMinute) return page(403, 'Rate limit exceeded');
    issued.record(signIn.username);
    return json(200, { token: settings.tokens.issue(signIn.sessionId), expires_in: settings.expirySeconds });
  };
}
