import { isNonEmpty } from '../checks';
import type { InboundMessage } from './decode';
import type { Inbox } from './inbox';

/** By what a frame and its copy on another connection are known; undefined for a frame that has no copy. */
export function frameKey(
  dedupe: 'text' | false | ((message: InboundMessage) => unknown),
  { peek }: Pick<Inbox, 'peek'>,
): (data: unknown) => string | undefined {
  if (dedupe === false) return () => undefined;
  if (dedupe === 'text') return (data) => (typeof data === 'string' ? data : undefined);
  return (data) => {
    const decoded = peek(data);
    try {
      const id = decoded && dedupe(decoded.message);
      // An empty text, or the NaN of an id that is not there, is no id: all that have it would be copies of each other.
      return isNonEmpty(id) || Number.isFinite(id) ? String(id) : undefined;
    } catch {
      // What it cannot tell is delivered: where it must err, a message comes twice rather than not at all.
      return undefined;
    }
  };
}
