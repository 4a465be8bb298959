/** A JSON object as a client sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What the Django package makes of a frame before any handler runs. */
export type Selection =
  | { readonly kind: 'handler'; readonly name: string; readonly body: JsonObject }
  /** A 400 with this text. */
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Chooses the handler of a frame: the value of `handler` if it is allowed, else the value of `action`, else `default`.
 * Names that begin with `_` are never allowed. A frame with neither key is rejected, and what is no JSON object is a frame
 * with neither.
 */
export function selectHandler(text: string, isAllowed: (name: string) => boolean): Selection {
  const body = parsed(text);
  if (!('handler' in body) && !('action' in body)) return { kind: 'rejected', reason: 'Invalid request format (1)' };
  const pick = (name: unknown): string =>
    typeof name === 'string' && !name.startsWith('_') && isAllowed(name) ? name : 'default';
  const byHandler = pick(body.handler);
  return { kind: 'handler', name: byHandler === 'default' ? pick(body.action) : byHandler, body };
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    // Made from JSON, and neither null nor an array: a plain object with string keys.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
