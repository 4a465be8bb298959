import type { MessageMap } from './message-of';

/** Names the outbound messages beside `schemas`, made by {@link types}. Holds nothing. */
export interface MessageTypes<Messages extends MessageMap> {
  /** Never there: only its type is read. */
  readonly '~messages'?: Messages;
}

/**
 * The types of outbound messages, where those of inbound ones are inferred from `schemas`.
 *
 * @example
 * gatewaySocket({ url, schemas: { toast: toastSchema }, outbound: types<Outbound>() });
 */
export function types<Messages extends MessageMap>(): MessageTypes<Messages> {
  return {};
}
