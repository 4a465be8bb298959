import { isNonEmpty, isObject } from '../checks';
import { SendError } from '../errors';
import { show } from '../show';
import { utf8Length } from '../utf8-length';

/** How outbound messages are written. */
export interface EncodeOptions {
  /** The API Gateway route that `action` names; the message's own name then goes to `handler`. */
  readonly route: string | undefined;
  /** The most bytes a message may have in UTF-8. `Infinity` for no limit. */
  readonly messageBytes: number;
}

/** A message on its way out. */
export interface Outgoing {
  /** Its name, as `send()` takes it. */
  readonly name: string;
  /** What it carries beside its name. */
  readonly params?: object;
  /** Another gateway route than the configured one; only with `route`. */
  readonly action?: string;
}

/** The key by which a reply names its request. */
export const REQUEST_ID = 'request_id';

/**
 * The text of a message: `{ "action": name, ...params }`, or with a route `{ "action": route, "handler": name, ...params }`.
 * Throws a {@link SendError} for what can never be sent.
 *
 * @param reserved further keys that the params must not hold
 * @param requestId what a reply is to echo
 */
export function encode(
  { name, params = {}, action }: Outgoing,
  { route, messageBytes }: EncodeOptions,
  reserved: readonly string[] = [],
  requestId?: string,
): string {
  if (!isNonEmpty(name)) {
    throw new SendError('not-serializable', `a message needs a name, a non-empty string; got ${show(name)}.`);
  }
  if (action !== undefined && route === undefined) {
    throw new SendError(
      'reserved-key',
      `'${name}': options.action needs the option \`route\`; without it the name is the action.`,
    );
  }
  if (action !== undefined && !isNonEmpty(action)) {
    throw new SendError(
      'not-serializable',
      `'${name}': options.action must be a non-empty string; got ${show(action)}.`,
    );
  }
  checkParams(name, params);
  refuseKey(name, params, 'action', 'which chooses the route');
  if (route !== undefined) refuseKey(name, params, 'handler', 'which chooses the handler');
  for (const key of reserved) refuseKey(name, params, key, 'by which its reply is found');
  const text = written(name, params, route === undefined ? undefined : (action ?? route), requestId);
  // A UTF-16 unit takes one to three bytes, so most texts need no counting.
  if (text.length * 3 > messageBytes && (text.length > messageBytes || utf8Length(text) > messageBytes)) {
    throw new SendError('too-large', `'${name}' has more than the ${messageBytes} bytes that a message may have.`);
  }
  return text;
}

function checkParams(name: string, params: unknown): asserts params is object {
  if (!isObject(params)) {
    throw new SendError('not-serializable', `the params of '${name}' must be an object; got ${show(params)}.`);
  }
  // A toJSON would replace the whole message, its action included.
  if (typeof params.toJSON === 'function' || keepsElsewhere(params)) {
    throw new SendError(
      'not-serializable',
      `the params of '${name}' must be a plain object, without toJSON(); got ${Object.prototype.toString.call(params)}.`,
    );
  }
}

/** Whether an object has what it holds in no key of its own: a boxed text or number, a Map or a Set would be written as `{}`. */
function keepsElsewhere(params: object): boolean {
  if (Object.getPrototypeOf(params) === Object.prototype) return false;
  return /^\[object (String|Number|Boolean|BigInt|Symbol|Map|Set)]$/.test(Object.prototype.toString.call(params));
}

function refuseKey(name: string, params: object, key: string, why: string): void {
  if (Object.hasOwn(params, key)) {
    throw new SendError('reserved-key', `the params of '${name}' hold '${key}', ${why}: rename it.`);
  }
}

function written(name: string, params: object, route: string | undefined, requestId: string | undefined): string {
  try {
    const body = requestId === undefined ? params : { [REQUEST_ID]: requestId, ...params };
    // One literal with one spread: half of what two texts cost that are joined, and a quarter of two spreads.
    return JSON.stringify(route === undefined ? { action: name, ...body } : { action: route, handler: name, ...body });
  } catch (cause) {
    throw new SendError('not-serializable', `'${name}' cannot be written as JSON.`, { cause });
  }
}
