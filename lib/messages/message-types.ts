import type { MessageMap } from './message-of';

/** The types of the outbound messages next to `schemas`, made by {@link types}. An empty object at run time. */
export interface MessageTypes<Messages extends MessageMap> {
  /** Never set: only its type is used. */
  readonly '~messages'?: Messages;
}

/**
 * The types of outbound messages, if those of inbound ones are inferred from `schemas`.
 *
 * @example
 * gatewaySocket({ url, schemas: { toast: toastSchema }, outbound: types<Outbound>() });
 */
export function types<Messages extends MessageMap>(): MessageTypes<Messages> {
  return {};
}
