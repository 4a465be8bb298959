import { errorText } from '../error-text';
import type { RouteOptions } from '../options';
import type { SelectionExpression } from './selection-expression';

export type RouteChoice =
  | { readonly kind: 'route'; readonly key: string; readonly route: RouteOptions }
  /** The route's request model does not accept the body. */
  | { readonly kind: 'bad-body'; readonly key: string }
  /** The request model itself threw. */
  | { readonly kind: 'broken'; readonly key: string; readonly reason: string }
  /** No route matches, and there is no `$default`. */
  | { readonly kind: 'none' };

/**
 * The route of a message: the route whose key equals the result of the selection expression, else `$default`. A frame
 * that is not JSON is passed to `$default`. A message cannot select a key that begins with `$`.
 */
export function chooseRoute(
  text: string,
  selection: SelectionExpression,
  routes: ReadonlyMap<string, RouteOptions>,
): RouteChoice {
  const body = parsed(text);
  const wanted = body === NOT_JSON ? '' : selection(body);
  const named = wanted.startsWith('$') ? undefined : routes.get(wanted);
  const route = named ?? routes.get('$default');
  if (route === undefined) return { kind: 'none' };
  const key = named === undefined ? '$default' : wanted;
  try {
    const accepted = route.accepts?.(body === NOT_JSON ? undefined : body) ?? true;
    return accepted ? { kind: 'route', key, route } : { kind: 'bad-body', key };
  } catch (error) {
    return { kind: 'broken', key, reason: `the request model threw: ${errorText(error)}` };
  }
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return NOT_JSON;
  }
}
