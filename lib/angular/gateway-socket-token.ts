import { InjectionToken } from '@angular/core';
import type { GatewaySocket } from '../client';
import type { MapsOnly } from '../messages/maps-only';
import type { AnyMessages, MessageMap } from '../messages/message-of';

/**
 * Creates the injection token of a socket. It carries the types of the messages from the provider to the injection.
 *
 * @example
 * export const Live = gatewaySocketToken<Inbound, Outbound>('live');
 *
 * @param name the name in Angular's error if nothing provides the token
 * @typeParam In the inbound messages, by type
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the option `typeKey`, if it is not `'type'`
 */
export function gatewaySocketToken<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  TypeKey extends string = 'type',
>(
  name: string & { readonly [Key in keyof MapsOnly<In, Out, 'length'>]: unknown },
): InjectionToken<GatewaySocket<In, Out, TypeKey>> {
  return new InjectionToken(name);
}
