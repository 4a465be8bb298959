import type { Host } from '../host';

/**
 * Ids that no other client of the channel makes up too: a backend may echo a request to everybody. Chance and the time
 * tell clients apart, a count the requests of one. Not for secrets.
 */
export function requestIds({ random, scheduler }: Host): () => string {
  let prefix: string | undefined;
  let count = 0;
  return () => {
    prefix ??= `${scheduler.now().toString(36)}-${random().toString(36).slice(2, 12)}`;
    count += 1;
    return `${prefix}-${count}`;
  };
}
