import { filter, type OperatorFunction } from 'rxjs';

/**
 * The members of a union of messages that may have a name, narrowed to it: of `{ type: 'a' } | { type: 'b' }` the one,
 * of a message whose type is any string that message with that type.
 */
export type Narrowed<Message, Key extends string, Name extends string> = Message extends {
  readonly [K in Key]: infer Names;
}
  ? Names extends Name
    ? Message
    : Name extends Names
      ? Message & { readonly [K in Key]: Name }
      : never
  : never;

/**
 * Lets through the messages of some types, and narrows to them.
 *
 * @example
 * socket.messages$.pipe(ofType('toast', 'system')).subscribe(({ message }) => show(message));
 */
export function ofType<Message extends { readonly type: string }, Type extends Message['type']>(
  ...types: readonly Type[]
): OperatorFunction<Message, Narrowed<Message, 'type', Type>> {
  const wanted = new Set<string>(types);
  return filter((message): message is Message & Narrowed<Message, 'type', Type> => wanted.has(message.type));
}

/**
 * {@link ofType} for messages whose type is their `action`.
 *
 * @example
 * requests$.pipe(ofAction('chat_message')).subscribe(({ message }) => archive(message));
 */
export function ofAction<Message extends { readonly action: string }, Action extends Message['action']>(
  ...actions: readonly Action[]
): OperatorFunction<Message, Narrowed<Message, 'action', Action>> {
  const wanted = new Set<string>(actions);
  return filter((message): message is Message & Narrowed<Message, 'action', Action> => wanted.has(message.action));
}
