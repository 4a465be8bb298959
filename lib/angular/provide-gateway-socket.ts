import { DestroyRef, inject, NgZone, PLATFORM_ID, type FactoryProvider, type InjectionToken } from '@angular/core';
import { isFunction, must } from '../checks';
import type { GatewaySocket } from '../client';
import type { GatewaySocketConfig, MessageConfig } from '../config';
import { gatewaySocket } from '../gateway-socket';
import type { MessageMap } from '../messages/message-of';
import type { ConnectionStatus } from '../status';
import { detail } from '../text';
import { acrossZones } from './across-zones';
import type { Run } from './observe-in-zone';
import { outsideZone } from './outside-zone';

/** The status on the server, equal to the first status in the browser. */
const idle: ConnectionStatus = { state: 'idle' };

/**
 * Provides a socket for an application, a route or a component. Each of them gets its own socket, which closes with it.
 * No connection is opened until the socket is used, and never on the server. Timers and connections run outside
 * Angular's zone, so that the application becomes stable. All streams emit inside the zone.
 *
 * The streams do not error here: the default of `resumeOn` is `NEVER`. After a fatal error, such as an expired login,
 * `status$` is `failed` with its `cause`, and the streams stay subscribed. `reconnect()`, or your own `resumeOn`,
 * starts again.
 *
 * @example
 * provideGatewaySocket(Live, () => ({
 *   url: 'wss://ws.example.com',
 *   token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null),
 * }));
 *
 * @param factory returns the options of `gatewaySocket()`; called in an injection context when the socket is first
 * injected
 * @throws ConfigError at the first injection, naming the option, if the configuration can never work
 */
export function provideGatewaySocket<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  token: InjectionToken<GatewaySocket<In, Out, TypeKey>>,
  factory: () => GatewaySocketConfig<NoInfer<TypeKey>> & MessageConfig<NoInfer<In>, NoInfer<Out>>,
): FactoryProvider {
  must(isFunction(factory), 'factory', detail`a function that returns the options`, factory);
  return {
    provide: token,
    useFactory: (): GatewaySocket<In, Out, TypeKey> => {
      const zone = inject(NgZone);
      const outside: Run = (work) => zone.runOutsideAngular(work);
      const inside: Run = (work) => zone.run(work);
      const isServer = inject(PLATFORM_ID) === 'server';
      const config = outsideZone(factory(), outside, isServer);
      const socket = acrossZones(
        outside(() => gatewaySocket<In, Out, TypeKey>(config)),
        outside,
        inside,
        (status) => (isServer && status.state !== 'closed' ? idle : status),
      );
      inject(DestroyRef).onDestroy(() => socket.close());
      return socket;
    },
  };
}
