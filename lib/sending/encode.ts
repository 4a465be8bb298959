import { SendError } from '../errors';
import { show } from '../show';

/** How outbound messages are written. */
export interface EncodeOptions {
  /** The API Gateway route that `action` names; the message's own name then goes to `handler`. */
  readonly route: string | undefined;
  /** The most bytes a message may have in UTF-8. `Infinity` for no limit. */
  readonly messageBytes: number;
}

/** A message on its way out. */
export interface Outgoing {
  readonly name: string;
  readonly params?: object;
  /** Another gateway route than the configured one; only with `route`. */
  readonly action?: string;
}

/**
 * The text of a message: `{ "action": name, ...params }`, or with a route `{ "action": route, "handler": name, ...params }`.
 * Throws a {@link SendError} for what can never be sent.
 */
export function encode({ name, params = {}, action }: Outgoing, { route, messageBytes }: EncodeOptions): string {
  if (typeof name !== 'string' || name === '') {
    throw new SendError('not-serializable', `a message needs a name, a non-empty string; got ${show(name)}.`);
  }
  if (action !== undefined && route === undefined) {
    throw new SendError(
      'reserved-key',
      `'${name}': options.action needs the option \`route\`; without it the name is the action.`,
    );
  }
  checkParams(name, params, route === undefined ? ['action'] : ['action', 'handler']);
  const head = route === undefined ? { action: name } : { action: action ?? route, handler: name };
  const text = stringify(name, { ...head, ...params });
  const bytes = utf8Length(text, messageBytes);
  if (bytes > messageBytes) {
    throw new SendError('too-large', `'${name}' has more than the ${messageBytes} bytes that a message may have.`);
  }
  return text;
}

function checkParams(name: string, params: unknown, reserved: readonly string[]): asserts params is object {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) {
    throw new SendError('not-serializable', `the params of '${name}' must be an object; got ${show(params)}.`);
  }
  // It would replace the whole message, its action included.
  if ('toJSON' in params && typeof params.toJSON === 'function') {
    throw new SendError('not-serializable', `the params of '${name}' must be a plain object, without toJSON().`);
  }
  for (const key of reserved) {
    if (Object.hasOwn(params, key)) {
      throw new SendError('reserved-key', `the params of '${name}' hold '${key}', which chooses the route: rename it.`);
    }
  }
}

function stringify(name: string, message: object): string {
  try {
    return JSON.stringify(message);
  } catch (cause) {
    throw new SendError('not-serializable', `'${name}' cannot be written as JSON.`, { cause });
  }
}

/** Bytes in UTF-8. Counted only where the length leaves a doubt: a UTF-16 unit takes one to three. */
function utf8Length(text: string, limit: number): number {
  if (text.length * 3 <= limit || text.length > limit) return text.length;
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
