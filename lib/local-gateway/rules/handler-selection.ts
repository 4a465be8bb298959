/** A JSON object as a client sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What the Django package makes of a frame before any handler runs (contract B4.1, B4.2, B4.4). */
export type Selection =
  | { readonly kind: 'handler'; readonly name: string; readonly body: JsonObject }
  | { readonly kind: 'rejected'; readonly status: 400 | 500; readonly reason: string };

/**
 * Chooses the handler of a frame: the value of `handler` if it is allowed, else the value of `action`, else `default`.
 * Names that begin with `_` are never allowed. A frame with neither key is a 400, and so is one that is not JSON; JSON
 * that is no object fails in the ways that Python's `in` fails (contract B4, "JSON bodies that are not objects").
 */
export function selectHandler(text: string, isAllowed: (name: string) => boolean): Selection {
  const body = parsed(text);
  if (Array.isArray(body)) return rejected(body.includes('handler') || body.includes('action'));
  if (typeof body === 'string') return rejected(body.includes('handler') || body.includes('action'));
  if (typeof body !== 'object' || body === null) return rejected(true);
  // `parsed` made it from JSON, and it is neither null nor an array: a plain object with string keys.
  const object = body as JsonObject;
  if (!('handler' in object) && !('action' in object)) return rejected(false);
  const pick = (name: unknown): string =>
    typeof name === 'string' && !name.startsWith('_') && isAllowed(name) ? name : 'default';
  const byHandler = pick(object.handler);
  return { kind: 'handler', name: byHandler === 'default' ? pick(object.action) : byHandler, body: object };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}

function rejected(crashes: boolean): Selection {
  return crashes
    ? { kind: 'rejected', status: 500, reason: 'the body is JSON but not an object' }
    : { kind: 'rejected', status: 400, reason: 'Invalid request format (1)' };
}
