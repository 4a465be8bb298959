import { decode, typeAt, type Decoded, type DecodedMessage, type TypeOf } from './decode';
import { InOrder } from './in-order';
import { schemaCheck, type SchemaCheck } from './schema-check';
import type { StandardSchema } from './standard-schema';

/** How inbound messages are told apart and checked. */
export interface InboxOptions {
  /** The key of the type. Left out: `type`, else `action`. */
  readonly typeKey: string | undefined;
  /** Tells the type where no key does. */
  readonly typeOf: TypeOf | undefined;
  /** A schema for each type; left out where messages are taken at their word. */
  readonly schemas: Readonly<Record<string, StandardSchema>> | undefined;
}

/** Takes what a frame is, with what was handed over beside the frame: a function of its own for each would cost more than this. */
export type Deliver<Context> = (decoded: Decoded, context: Context) => void;

/** Makes messages of frames. */
export class Inbox {
  readonly #nameOf: TypeOf;
  readonly #check: SchemaCheck | undefined;
  #turns: InOrder<Decoded> | undefined;
  /** The last frame that was peeked at. Two equal frames are two messages, so it serves once. */
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

  /** The message that a frame holds, before any schema has seen it. It is decoded once all the same. */
  peek(data: unknown): DecodedMessage | undefined {
    if (!this.#peeked || this.#peeked.data !== data) this.#peeked = { data, decoded: decode(data, this.#nameOf) };
    const { decoded } = this.#peeked;
    return decoded.type === 'message' ? decoded : undefined;
  }

  /** Delivers what a frame is, checked: at once, save where asynchronous schemas keep it or one before it waiting. */
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

  /** Lets go of the frame that was peeked at. */
  forget(): void {
    this.#peeked = undefined;
  }

  /** Drops what is still being checked. */
  close(): void {
    this.#turns?.close();
  }

  #take(data: unknown): Decoded {
    const decoded = this.#peeked && this.#peeked.data === data ? this.#peeked.decoded : decode(data, this.#nameOf);
    this.#peeked = undefined;
    return decoded;
  }
}
