import { decode, typeAt, type Decoded, type DecodedMessage, type TypeOf } from './decode';
import { InOrder } from './in-order';
import { schemaCheck, type SchemaCheck } from './schema-check';
import type { StandardSchema } from './standard-schema';

/** How the type of an inbound message is found, and how the message is checked. */
export interface InboxOptions {
  /** The key of the type. `undefined`: `type`, else `action`. */
  readonly typeKey: string | undefined;
  /** Finds the type where no key has it. */
  readonly typeOf: TypeOf | undefined;
  /** A schema for each type; `undefined` where messages are not checked. */
  readonly schemas: Readonly<Record<string, StandardSchema>> | undefined;
}

/** Receives a decoded frame and the context of its `receive` call: cheaper than a closure for each frame. */
export type Deliver<Context> = (decoded: Decoded, context: Context) => void;

/** Decodes frames, checks their messages and keeps them in order. */
export class Inbox {
  readonly #nameOf: TypeOf;
  readonly #check: SchemaCheck | undefined;
  #turns: InOrder<Decoded> | undefined;
  /** The last frame that was peeked at. Used once, because two equal frames are two messages. */
  #peeked: { readonly data: unknown; readonly decoded: Decoded } | undefined;

  /** @param wanted whether a message of that type has a subscriber: if not, no schema checks it */
  constructor(
    { typeKey, typeOf, schemas }: InboxOptions,
    private readonly wanted: (name: string) => boolean,
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
  receive<Context>(data: unknown, context: Context, deliver: Deliver<Context>): void {
    const decoded = this.#take(data);
    if (!this.#check) {
      deliver(decoded, context);
      return;
    }
    const turns = (this.#turns ??= new InOrder());
    const delivered = (checked: Decoded) => deliver(checked, context);
    if (decoded.type !== 'message') turns.take(decoded, delivered);
    else if (this.wanted(decoded.name)) turns.take(this.#check(decoded, String(data)), delivered);
  }

  /** Drops the frame that was peeked at. */
  forget(): void {
    this.#peeked = undefined;
  }

  /** Drops messages that are still being checked. */
  close(): void {
    this.#turns?.close();
  }

  #take(data: unknown): Decoded {
    const decoded = this.#peeked && this.#peeked.data === data ? this.#peeked.decoded : decode(data, this.#nameOf);
    this.#peeked = undefined;
    return decoded;
  }
}
