import { decode, typeAt, type Decoded, type DecodedMessage, type TypeOf } from './decode';
import { InOrder } from './in-order';
import { schemaCheck } from './schema-check';
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
export interface Inbox {
  /**
   * The message that a frame holds, before any schema has seen it, for who must know before it is received. It is
   * decoded once all the same.
   */
  peek(data: unknown): DecodedMessage | undefined;
  /** Delivers what a frame is, checked: at once, save where asynchronous schemas keep it or one before it waiting. */
  receive<Context>(data: unknown, context: Context, deliver: Deliver<Context>): void;
  /** Drops what is still being checked. */
  close(): void;
}

/**
 * @param wanted whether anybody would hear of a message of that type: if not, no schema is bothered with it
 */
export function createInbox({ typeKey, typeOf, schemas }: InboxOptions, wanted: (name: string) => boolean): Inbox {
  const nameOf = typeOf ?? typeAt(typeKey);
  // Of the last frame that somebody peeked at. Two equal frames are two messages, so it serves once.
  let peeked: { readonly data: unknown; readonly decoded: Decoded } | undefined;
  const peek = (data: unknown): DecodedMessage | undefined => {
    if (!peeked || peeked.data !== data) peeked = { data, decoded: decode(data, nameOf) };
    return peeked.decoded.type === 'message' ? peeked.decoded : undefined;
  };
  const take = (data: unknown): Decoded => {
    const decoded = peeked && peeked.data === data ? peeked.decoded : decode(data, nameOf);
    peeked = undefined;
    return decoded;
  };
  if (!schemas)
    return { peek, receive: (data, context, deliver) => deliver(take(data), context), close: () => undefined };

  const typeKeys = typeKey === undefined ? ['type', 'action'] : [typeKey];
  const check = schemaCheck(schemas, typeOf ? [] : typeKeys);
  const turns = new InOrder<Decoded>();
  return {
    peek,
    receive: (data, context, deliver) => {
      const decoded = take(data);
      const delivered = (checked: Decoded) => deliver(checked, context);
      if (decoded.type !== 'message') turns.take(decoded, delivered);
      else if (wanted(decoded.name)) turns.take(check(decoded, String(data)), delivered);
    },
    close: () => turns.close(),
  };
}
