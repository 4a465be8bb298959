import { isObject } from '../checks';
import { cut } from '../cut';
import type { Fault, InvalidReason } from '../events';
import { propertyOf } from '../foreign-error';

/** An inbound message: a JSON object with a type. The keys named here are those of the gateway's own error frames. */
export interface InboundMessage {
  readonly [key: string]: unknown;
  /** What the gateway found wrong, in an error frame. */
  readonly message?: unknown;
  /** The connection that it was sent on, in an error frame. */
  readonly connectionId?: unknown;
  /** The message that it answers, in an error frame. */
  readonly requestId?: unknown;
  /** The same under its other name. */
  readonly messageId?: unknown;
}

/** A message, and its type. */
export interface DecodedMessage {
  readonly type: 'message';
  readonly name: string;
  readonly message: InboundMessage;
}

/** What a frame turned out to be. */
export type Decoded = DecodedMessage | Fault;

/** Finds the type of a message; `undefined` for none. */
export type TypeOf = (message: InboundMessage) => string | undefined;

/** How much of a frame that is no message a fault shows, in characters. */
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
  // The gateway's own texts are shorter than this. A backend can send what looks like one, as long as a frame may be.
  const short = (part: string) => cut(part, RAW_LENGTH);
  return {
    type: 'gateway-error',
    message: short(message),
    connectionId: short(connectionId),
    requestId: short(requestId),
  };
}

/** A `typeOf` of the application that throws has found no type. */
function nameOf(value: InboundMessage, typeOf: TypeOf): string | undefined {
  try {
    return typeOf(value);
  } catch {
    return undefined;
  }
}

/** The fault of a frame that is no message, with as much of it as a log can bear. */
export function invalid<Reason extends InvalidReason>(
  reason: Reason,
  raw: string,
): { readonly type: 'invalid-message'; readonly reason: Reason; readonly raw: string } {
  return { type: 'invalid-message', reason, raw: cut(raw, RAW_LENGTH) };
}

/** `undefined` is no JSON value, so it can stand for none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By what they have and not by their class: a frame may be of another realm. */
function sizeOf(data: unknown): string {
  const bytes = propertyOf(data, 'byteLength') ?? propertyOf(data, 'size');
  return typeof bytes === 'number' ? `${bytes} bytes` : typeof data;
}
