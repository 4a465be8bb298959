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
  /** In an error frame: the id that the gateway gave to the message which it answers. */
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

/** Turns a frame into a message, or into the fault with the reason why it is none. Never throws. */
export function decode(data: unknown, typeOf: TypeOf): Decoded {
  if (typeof data !== 'string') return invalid('binary', sizeOf(data));
  const value = parsed(data);
  if (value === undefined) return invalid('not-json', data);
  if (!isObject(value)) return invalid('not-an-object', data);
  const refusal = gatewayError(value);
  if (refusal) return refusal;
  const name = nameOf(value, typeOf);
  return typeof name === 'string' ? { type: 'message', name, message: value } : invalid('no-type', data);
}

/**
 * API Gateway's own answer to a message that found no route or whose backend failed: `message`, `connectionId` and
 * `requestId` or `messageId`, and nothing else. A message of the application has a type beside them.
 */
function gatewayError(value: InboundMessage): Fault | undefined {
  const { message, connectionId, requestId = value.messageId } = value;
  if (typeof connectionId !== 'string' || typeof message !== 'string' || typeof requestId !== 'string')
    return undefined;
  if (Object.keys(value).length !== 3) return undefined;
  // The gateway's own texts are shorter than this. A backend can send a look-alike as long as a whole frame.
  const short = (part: string) => cut(part, RAW_LENGTH);
  return {
    type: 'gateway-error',
    message: short(message),
    connectionId: short(connectionId),
    requestId: short(requestId),
  };
}

/** If the `typeOf` of the application throws, the message has no type. */
function nameOf(value: InboundMessage, typeOf: TypeOf): string | undefined {
  try {
    return typeOf(value);
  } catch {
    return undefined;
  }
}

/** The fault of an invalid frame, with its beginning only, so that a log stays small. */
export function invalid<Reason extends InvalidReason>(
  reason: Reason,
  raw: string,
): { readonly type: 'invalid-message'; readonly reason: Reason; readonly raw: string } {
  return { type: 'invalid-message', reason, raw: cut(raw, RAW_LENGTH) };
}

/** `undefined` where the text is no JSON, because no JSON text has that value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Detected by properties and not by class: a frame may come from another realm. */
function sizeOf(data: unknown): string {
  const bytes = propertyOf(data, 'byteLength') ?? propertyOf(data, 'size');
  return typeof bytes === 'number' ? `${bytes} bytes` : typeof data;
}
