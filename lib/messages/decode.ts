import { isObject } from '../checks';
import { cut } from '../cut';
import type { Fault, InvalidReason } from '../events';
import { propertyOf } from '../foreign-error';

/** An inbound message: a JSON object with a type. The keys below are those of the gateway's own error frames. */
export interface InboundMessage {
  readonly [key: string]: unknown;
  /** In an error frame: the error text of the gateway. */
  readonly message?: unknown;
  /** In an error frame: the id of the connection. */
  readonly connectionId?: unknown;
  /** In an error frame: the gateway's id of the message that it answers. */
  readonly requestId?: unknown;
  /** In an error frame: another name of `requestId`. */
  readonly messageId?: unknown;
}

/** A message, and its type. */
export interface DecodedMessage {
  readonly type: 'message';
  readonly name: string;
  readonly message: InboundMessage;
}

/** The result of decoding a frame. */
export type Decoded = DecodedMessage | Fault;

/** Finds the type of a message; `undefined` for none. */
export type TypeOf = (message: InboundMessage) => string | undefined;

/** How many characters of an invalid frame a fault shows. */
const RAW_LENGTH = 200;

/** The type at the key `type`, else at `action`; or at the one key that the configuration names. */
export function typeAt(key: string | undefined): TypeOf {
  const at = (message: InboundMessage, name: string) => {
    const value = message[name];
    return typeof value === 'string' ? value : undefined;
  };
  return key === undefined ? (message) => at(message, 'type') ?? at(message, 'action') : (message) => at(message, key);
}

/** Turns a frame into a message, or into the fault with the reason why it is not valid. Never throws. */
export function decode(data: unknown, typeOf: TypeOf): Decoded {
  const value = parsed(data);
  const name = nameOf(value, typeOf);
  // Only an object has a name.
  return name === undefined ? faultOf(data, value) : { type: 'message', name, message: value as InboundMessage };
}

/**
 * The type of a message; `undefined` for any other value. If the `typeOf` of the application throws, there is no type.
 */
export function nameOf(value: unknown, typeOf: TypeOf): string | undefined {
  try {
    const name = isObject(value) ? typeOf(value) : undefined;
    // The type is checked first, since nearly every frame has one. An error frame has a type only if the application
    // reads one of the frame's keys as the type.
    return typeof name === 'string' && !refusalIn(value) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Why the value of a frame is not a message. */
export function faultOf(data: unknown, value: unknown): Fault {
  if (typeof data !== 'string') return invalid('binary', sizeOf(data));
  if (value === undefined) return invalid('not-json', data);
  return refusalIn(value) ?? invalid(isObject(value) ? 'no-type' : 'not-an-object', data);
}

/**
 * The fault for API Gateway's own answer to a message without a route, or with a failing backend. Such a frame has
 * `message`, `connectionId` and `requestId` or `messageId`, and no other key. A message of the application also has a
 * type.
 */
function refusalIn(value: unknown): Fault | undefined {
  if (!isObject(value)) return undefined;
  const { connectionId } = value as InboundMessage;
  if (typeof connectionId !== 'string') return undefined;
  const { message, requestId = value.messageId } = value as InboundMessage;
  if (typeof message !== 'string' || typeof requestId !== 'string' || Object.keys(value).length !== 3) return undefined;
  // The gateway's own texts are shorter than this. A backend can send a frame of the same form with any length.
  const short = (part: string) => cut(part, RAW_LENGTH);
  return {
    type: 'gateway-error',
    message: short(message),
    connectionId: short(connectionId),
    requestId: short(requestId),
  };
}

/** The fault of an invalid frame, with its beginning only, so that a log stays small. */
export function invalid<Reason extends InvalidReason>(
  reason: Reason,
  raw: string,
): { readonly type: 'invalid-message'; readonly reason: Reason; readonly raw: string } {
  return { type: 'invalid-message', reason, raw: cut(raw, RAW_LENGTH) };
}

/** `undefined` if a frame is not JSON, because no JSON text has that value. */
export function parsed(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}

/** Detected by properties and not by class: a frame may come from another realm. */
function sizeOf(data: unknown): string {
  const bytes = propertyOf(data, 'byteLength') ?? propertyOf(data, 'size');
  return typeof bytes === 'number' ? `${bytes} bytes` : typeof data;
}
