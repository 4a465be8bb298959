import { InjectionToken } from '@angular/core';
import type { GatewaySocket } from '../client';
import type { MapsOnly } from '../messages/maps-only';
import type { AnyMessages, MessageMap } from '../messages/message-of';

/**
 * What a socket is injected by. It carries the types of the messages from where it is provided to where it is used.
 *
 * @example
 * export const Live = gatewaySocketToken<Inbound, Outbound>('live');
 *
 * @param name what Angular calls it where nobody provides it
 * @typeParam In the inbound messages, by type
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the option `typeKey`, where it is not `'type'`
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
