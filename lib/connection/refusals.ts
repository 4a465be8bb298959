import { isRecord } from '../checks';
import { numbered } from '../text';

/** This many refusals in a row, each with a fresh token, are not a coincidence. */
export const REFUSALS = 3;

/** The likely causes, in words. A browser reports none: every refused handshake is a 1006. */
export const refusalHint = numbered`Each handshake is refused, and a browser does not show why. Likely: the url is wrong (its host or its stage); the backend is down; the page's origin does not contain the backend's host; the session cookie is not sent to the WebSocket's host (SESSION_COOKIE_DOMAIN, SameSite); the backend does not accept the channel; or more than 20 connections a minute came from this user or IP address. The backend's log shows which.`;

/**
 * How many handshakes in a row were refused, after one more error. A failed token fetch in between does not count. One
 * that failed because of the backend resets the count, since the refusals may have the same cause.
 */
export function refusalsAfter(refusals: number, error: unknown): number {
  // By name, so that `retryBackoff()` alone imports no class of error.
  const { name, kind } = isRecord(error) ? error : {};
  if (name === 'TokenError') return kind === 'unavailable' ? 0 : refusals;
  return kind === 'refused' ? refusals + 1 : 0;
}
