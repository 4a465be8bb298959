import { isNonEmpty } from '../checks';
import type { InboundMessage } from './decode';
import type { Inbox } from './inbox';

/** The text or id that a frame shares with its copy on another connection; `undefined` for a frame that has no copy. */
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
    // An empty text, or the NaN of a missing id, is no id: all messages that have it would be copies of each other.
    return isNonEmpty(id) || Number.isFinite(id) ? String(id) : undefined;
  } catch {
    // If the function throws, the frame is delivered: a message is delivered twice rather than not at all.
    return undefined;
  }
}
