import { isFunction, isNonEmpty, isObject, must, own } from '../checks';
import type { GatewaySocket } from '../client';
import { ConfigError } from '../errors';
import type { MessageMap, MessageOf, NameOf } from '../messages/message-of';
import type { Outgoing } from '../sending/encode';
import type { ParamsOf } from '../sending/send-args';
import { detail, numbered } from '../text';

/**
 * A message of a message map, as a value: its name and its parameters, which are optional if none is required.
 *
 * @typeParam Out the parameters of the outbound messages, by name
 */
export type OutgoingOf<Out extends MessageMap> = {
  [Name in NameOf<Out>]: {
    /** The name of the message. */
    readonly name: Name;
    /** Another API Gateway route for this message. Allowed only if the option `route` is set. */
    readonly action?: string | undefined;
  } & ({} extends Out[Name]
    ? {
        /** Its parameters. */
        readonly params?: ParamsOf<Out[Name]> | undefined;
      }
    : {
        /** Its parameters. */
        readonly params: ParamsOf<Out[Name]>;
      });
}[NameOf<Out>];

/**
 * A topic of the backend, on the connection of a socket.
 *
 * @typeParam In the inbound messages, by type
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the key that the union of inbound messages is discriminated on
 * @typeParam Name the types of the messages of the topic
 */
export interface Topic<
  In extends MessageMap,
  Out extends MessageMap,
  TypeKey extends string = 'type',
  Name extends NameOf<In> = NameOf<In>,
> {
  /** The message that subscribes the connection to the topic, or a function that returns it for each connection. */
  readonly subscribe: OutgoingOf<Out> | (() => OutgoingOf<Out>);
  /** The message that ends this subscription. Default: none, so that the subscription ends with the connection. */
  readonly unsubscribe?: OutgoingOf<Out> | (() => OutgoingOf<Out>) | undefined;
  /**
   * The messages of the topic: their type, a list of types, or a predicate. A predicate is called for each message of
   * the socket. With types, messages of other types cost nothing.
   */
  readonly select: Name | readonly [Name, ...Name[]] | ((message: MessageOf<In, NameOf<In>, TypeKey>) => boolean);
}

/** The messages that are sent for a topic. */
export interface TopicMessages {
  readonly subscribe: unknown;
  readonly unsubscribe?: unknown;
}

const MESSAGE = detail`a message, { name, params }, or a function that returns one`;

/** Throws a {@link ConfigError} for a topic that can never work. */
export function checkTopic({ subscribe, unsubscribe, select }: TopicMessages & { readonly select: unknown }): void {
  checkMessage('subscribe', subscribe);
  if (unsubscribe !== undefined) checkMessage('unsubscribe', unsubscribe);
  const types: readonly unknown[] = Array.isArray(select) ? select : [select];
  const selects = isFunction(select) || (types.length > 0 && types.every(isNonEmpty));
  must(selects, 'multiplex.select', detail`a type, a list of types or a predicate`, select);
}

/** Sends a message of a topic if it can be sent now. Throws a `SendError`, or a {@link ConfigError} that names the option. */
export function sendNow(
  { send }: Pick<GatewaySocket, 'send'>,
  option: keyof TopicMessages,
  message: unknown,
): ReturnType<GatewaySocket['send']> {
  const made = isFunction(message) ? called<never[], unknown>(option, message) : message;
  must(isObject(made), `multiplex.${option}`, MESSAGE, made);
  // The types of a socket without a map accept any record. `send` checks the values.
  const { name, params, action } = own(made) as { readonly [Key in keyof Outgoing]-?: never };
  return send(name, params, { volatile: true, action });
}

/** Calls a function of the application. Throws a {@link ConfigError} that names it. */
export function called<Given extends readonly unknown[], Result>(
  option: string,
  made: (...given: Given) => Result,
  ...given: Given
): Result {
  try {
    return made(...given);
  } catch (cause) {
    throw new ConfigError(`multiplex.${option}`, numbered`the function threw.`, { cause });
  }
}

function checkMessage(option: keyof TopicMessages, message: unknown): void {
  const known = isFunction(message) || (isObject(message) && isNonEmpty(message.name));
  must(known, `multiplex.${option}`, MESSAGE, message);
}
