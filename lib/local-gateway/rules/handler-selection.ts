/** A JSON object from a client. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How the Django package interprets a frame before a handler runs. */
export type Selection =
  | { readonly kind: 'handler'; readonly name: string; readonly body: JsonObject }
  /** A 400 with this text. */
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Selects the handler of a frame: the value of `handler` if it is allowed, else the value of `action`, else `default`.
 * Names that begin with `_` are never allowed. A frame with neither key is rejected, and so is a frame that is not a
 * JSON object.
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
    // Parsed from JSON, and neither null nor an array: a plain object with string keys.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
