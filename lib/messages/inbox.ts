import type { Fault } from '../events';
import {
  decode,
  faultOf,
  nameOf,
  parsed,
  typeAt,
  type Decoded,
  type DecodedMessage,
  type InboundMessage,
  type TypeOf,
} from './decode';
import { InOrder } from './in-order';
import { schemaCheck, type SchemaCheck } from './schema-check';
import type { StandardSchema } from './standard-schema';

/** How the type of an inbound message is found, and how the message is checked. */
export interface InboxOptions {
  /** The key of the type. `undefined`: `type`, else `action`. */
  readonly typeKey: string | undefined;
  /** Finds the type if no key has it. */
  readonly typeOf: TypeOf | undefined;
  /** A schema for each type; `undefined` if messages are not checked. */
  readonly schemas: Readonly<Record<string, StandardSchema>> | undefined;
}

/**
 * Receives the content of a frame, with the context of the `receive` call: no object or closure is created for a frame.
 */
export interface FrameReceiver<Context> {
  message(name: string, message: InboundMessage, context: Context): void;
  fault(fault: Fault, context: Context): void;
}

/** Decodes frames, checks their messages and keeps them in order. */
export class Inbox {
  readonly #nameOf: TypeOf;
  readonly #check: SchemaCheck | undefined;
  #turns: InOrder<Decoded> | undefined;
  /** The last frame that was read in advance. Used once, because two equal frames are two messages. */
  #peeked: { readonly data: unknown; readonly decoded: Decoded } | undefined;

  /** @param needed whether a message of that type has a subscriber: if not, no schema checks it */
  constructor(
    { typeKey, typeOf, schemas }: InboxOptions,
    private readonly needed: (name: string) => boolean,
  ) {
    this.#nameOf = typeOf ?? typeAt(typeKey);
    const typeKeys = typeKey === undefined ? ['type', 'action'] : [typeKey];
    this.#check = schemas && schemaCheck(schemas, typeOf ? [] : typeKeys);
  }

  /** The message of a frame, not checked by a schema. {@link receive} then does not decode the frame again. */
  peek(data: unknown): DecodedMessage | undefined {
    if (!this.#peeked || this.#peeked.data !== data) this.#peeked = { data, decoded: decode(data, this.#nameOf) };
    const { decoded } = this.#peeked;
    return decoded.type === 'message' ? decoded : undefined;
  }

  /** Delivers a frame, decoded and checked: at once, unless it or an earlier one waits for an asynchronous schema. */
  receive<Context>(data: unknown, receiver: FrameReceiver<Context>, context: Context): void {
    if (this.#check || this.#peeked) this.#receiveDecoded(data, receiver, context);
    else {
      const value = parsed(data);
      const name = nameOf(value, this.#nameOf);
      if (name === undefined) receiver.fault(faultOf(data, value), context);
      // Only an object has a name.
      else receiver.message(name, value as InboundMessage, context);
    }
  }

  /** Drops the frame that was read in advance. */
  forget(): void {
    this.#peeked = undefined;
  }

  /** Drops messages that are still being checked. */
  close(): void {
    this.#turns?.close();
  }

  #receiveDecoded<Context>(data: unknown, receiver: FrameReceiver<Context>, context: Context): void {
    const peeked = this.#peeked;
    this.#peeked = undefined;
    const decoded = peeked && peeked.data === data ? peeked.decoded : decode(data, this.#nameOf);
    const deliver = (checked: Decoded) => {
      if (checked.type === 'message') receiver.message(checked.name, checked.message, context);
      else receiver.fault(checked, context);
    };
    if (!this.#check) {
      deliver(decoded);
      return;
    }
    const turns = (this.#turns ??= new InOrder());
    if (decoded.type !== 'message') turns.take(decoded, deliver);
    else if (this.needed(decoded.name)) turns.take(this.#check(decoded, String(data)), deliver);
  }
}
