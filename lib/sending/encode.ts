import { isNonEmpty, isObject } from '../checks';
import { isSendError, SendError } from '../errors';
import { show } from '../show';
import { detail, numbered } from '../text';
import { utf8Length } from '../utf8-length';

/** How outbound messages are written. */
export interface EncodeOptions {
  /** The API Gateway route that `action` names; the name of the message is then in `handler`. */
  readonly route: string | undefined;
  /** The longest message, in bytes of UTF-8. `Infinity` for no limit. */
  readonly messageBytes: number;
}

/** An outbound message. */
export interface Outgoing {
  /** The name of the message, as in `send()`. */
  readonly name: string;
  /** The parameters of the message. Default: none. */
  readonly params?: object | undefined;
  /** Another gateway route than the configured one. Allowed only if the option `route` is set. */
  readonly action?: string | undefined;
}

/** The key by which a reply names its request. */
export const REQUEST_ID = 'request_id';

/**
 * The text of a message: `{ "action": name, ...params }`, or with a route `{ "action": route, "handler": name,
 * ...params }`. Throws a {@link SendError} for a message that can never be sent.
 *
 * @param reserved more keys that the params must not contain
 * @param requestId the id that the reply must echo
 */
export function encode(
  outgoing: Outgoing,
  { route, messageBytes }: EncodeOptions,
  reserved: readonly string[] = [],
  requestId?: string,
): string {
  const { name, params = {} } = outgoing;
  const action = routeOf(outgoing, route);
  try {
    checkParams(name, params, reserved);
    const text = JSON.stringify(messageOf(name, params, action, requestId));
    // A UTF-16 unit takes one to three bytes, so most texts need no counting.
    if (text.length * 3 > messageBytes && (text.length > messageBytes || utf8Length(text) > messageBytes)) {
      throw new SendError(
        'too-large',
        numbered`'${name}' has more than the ${messageBytes} bytes that a message may have (limits.messageBytes).`,
      );
    }
    return text;
  } catch (cause) {
    // Thrown by JSON.stringify, or by a getter, a toJSON or a Proxy of the application.
    throw isSendError(cause)
      ? cause
      : new SendError('not-serializable', numbered`'${name}' cannot be written as JSON.`, { cause });
  }
}

/** The gateway's route of a message; undefined if its name is the action. */
function routeOf(outgoing: Outgoing, route: string | undefined): string | undefined {
  const { name } = outgoing;
  // Only an own property: a prototype that a script of the page has changed must not choose the route of every message.
  const action = Object.hasOwn(outgoing, 'action') ? outgoing.action : undefined;
  if (!isNonEmpty(name)) {
    throw new SendError('not-serializable', numbered`a message needs a name, a non-empty string; got ${show(name)}.`);
  }
  if (action === undefined) return route;
  if (route === undefined) {
    throw new SendError(
      'reserved-key',
      numbered`'${name}': options.action needs the option \`route\`; without it the name is the action.`,
    );
  }
  if (!isNonEmpty(action)) {
    throw new SendError(
      'not-serializable',
      numbered`'${name}': options.action must be a non-empty string; got ${show(action)}.`,
    );
  }
  return action;
}

/**
 * The backend reads `handler` before `action`, so both are refused, with and without a route. Inherited keys are
 * refused too: they would not be written, although the application has set them.
 */
function checkParams(name: string, params: unknown, reserved: readonly string[]): asserts params is object {
  if (!isObject(params)) {
    throw new SendError('not-serializable', numbered`the params of '${name}' must be an object; got ${show(params)}.`);
  }
  // A toJSON would replace the whole message, including its action.
  if (typeof params.toJSON === 'function' || keepsElsewhere(params)) {
    throw new SendError(
      'not-serializable',
      numbered`the params of '${name}' must be a plain object, without toJSON(); got ${Object.prototype.toString.call(params)}.`,
    );
  }
  for (const key of ['action', 'handler']) if (key in params) throw reservedKey(name, key, detail`selects its handler`);
  for (const key of reserved) if (key in params) throw reservedKey(name, key, detail`identifies its reply`);
}

/**
 * Whether the content of an object is in no own key: a boxed string or number, a Map or a Set would be written as `{}`.
 */
function keepsElsewhere(params: object): boolean {
  if (Object.getPrototypeOf(params) === Object.prototype) return false;
  return /^\[object (String|Number|Boolean|BigInt|Symbol|Map|Set)]$/.test(Object.prototype.toString.call(params));
}

function reservedKey(name: string, key: string, why: string): SendError {
  return new SendError('reserved-key', numbered`the params of '${name}' hold '${key}', which ${why}: rename it.`);
}

function messageOf(name: string, params: object, route: string | undefined, requestId: string | undefined): object {
  const body = requestId === undefined ? params : { [REQUEST_ID]: requestId, ...params };
  // One literal with one spread costs half as much as joining two texts, and a quarter of two spreads.
  const message: { readonly [key: string]: unknown } =
    route === undefined ? { action: name, ...body } : { action: route, handler: name, ...body };
  // This copy is written. A Proxy may have returned other keys for the copy than for the check.
  const { action, handler, toJSON, [REQUEST_ID]: id } = message;
  const [first, second] = route === undefined ? [name, undefined] : [route, name];
  const same = action === first && handler === second && (requestId === undefined || id === requestId);
  if (same && typeof toJSON !== 'function') return message;
  throw new SendError('reserved-key', numbered`the params of '${name}' changed while they were read.`);
}
