import { filter, type OperatorFunction } from 'rxjs';

/**
 * Lets through the messages of some types, and narrows to them.
 *
 * @example
 * socket.messages$.pipe(ofType('toast', 'system')).subscribe(({ message }) => show(message));
 */
export function ofType<Message extends { readonly type: string }, Type extends Message['type']>(
  ...types: readonly Type[]
): OperatorFunction<Message, Extract<Message, { readonly type: Type }>> {
  const wanted = new Set<string>(types);
  return filter((message): message is Extract<Message, { readonly type: Type }> => wanted.has(message.type));
}

/**
 * {@link ofType} for messages that are told apart by their `action`.
 *
 * @example
 * requests$.pipe(ofAction('chat_message')).subscribe(({ message }) => archive(message));
 */
export function ofAction<Message extends { readonly action: string }, Action extends Message['action']>(
  ...actions: readonly Action[]
): OperatorFunction<Message, Extract<Message, { readonly action: Action }>> {
  const wanted = new Set<string>(actions);
  return filter((message): message is Extract<Message, { readonly action: Action }> => wanted.has(message.action));
}
