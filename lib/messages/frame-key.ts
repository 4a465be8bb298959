import type { InboundMessage } from './decode';
import type { Inbox } from './inbox';

/** By what a frame and its copy on another connection are known; undefined for a frame that has no copy. */
export function frameKey(
  dedupe: 'text' | false | ((message: InboundMessage) => string | undefined),
  { peek }: Pick<Inbox, 'peek'>,
): (data: unknown) => string | undefined {
  if (dedupe === false) return () => undefined;
  if (dedupe === 'text') return (data) => (typeof data === 'string' ? data : undefined);
  return (data) => {
    const decoded = peek(data);
    try {
      return decoded && dedupe(decoded.message);
    } catch {
      // What it cannot tell is delivered: where it must err, a message comes twice rather than not at all.
      return undefined;
    }
  };
}
