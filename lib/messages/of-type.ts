import { filter, type OperatorFunction } from 'rxjs';

/**
 * The members of a union of messages that can have a type, narrowed to it. For `{ type: 'a' } | { type: 'b' }` that is
 * one member. For a message whose type is any string it is that message with this type.
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
 * Emits only the messages of these types, and narrows to them.
 *
 * @example
 * socket.messages$.pipe(ofType('toast', 'system')).subscribe(({ message }) => show(message));
 */
export function ofType<Message extends { readonly type: string }, Type extends Message['type']>(
  ...types: readonly Type[]
): OperatorFunction<Message, Narrowed<Message, 'type', Type>> {
  const accepted = new Set<string>(types);
  return filter((message): message is Message & Narrowed<Message, 'type', Type> => accepted.has(message.type));
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
  const accepted = new Set<string>(actions);
  return filter((message): message is Message & Narrowed<Message, 'action', Action> => accepted.has(message.action));
}
