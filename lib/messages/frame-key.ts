import { isNonEmpty } from '../checks';
import type { InboundMessage } from './decode';
import type { Inbox } from './inbox';

/**
 * The text or id that a frame shares with its duplicate on another connection; `undefined` for a frame without a
 * duplicate.
 */
export function frameKey(
  data: unknown,
  dedupe: 'text' | false | ((message: InboundMessage) => unknown),
  inbox: Pick<Inbox, 'peek'>,
): string | undefined {
  if (dedupe === false) return undefined;
  if (dedupe === 'text') return typeof data === 'string' ? data : undefined;
  const decoded = inbox.peek(data);
  try {
    const id = decoded && dedupe(decoded.message);
    // An empty string, or the NaN of a missing id, is not an id: all messages with it would be duplicates of each
    // other.
    return isNonEmpty(id) || Number.isFinite(id) ? String(id) : undefined;
  } catch {
    // If the function throws, the frame is delivered: it is better to deliver a message twice than to lose it.
    return undefined;
  }
}
