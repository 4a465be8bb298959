import { DestroyRef, inject, NgZone, PLATFORM_ID, type FactoryProvider, type InjectionToken } from '@angular/core';
import { isFunction, must } from '../checks';
import type { GatewaySocket } from '../client';
import type { GatewaySocketConfig, MessageConfig } from '../config';
import { gatewaySocket } from '../gateway-socket';
import type { MessageMap } from '../messages/message-of';
import type { ConnectionStatus } from '../status';
import { detail } from '../text';
import { acrossZones } from './across-zones';
import type { Run } from './crossing';
import { leaving } from './leaving';

/** What a page shows that sleeps on the server, as the browser will show it first. */
const idle: ConnectionStatus = { state: 'idle' };

/**
 * Provides a socket: for an application, a route or a component, each of which has one of its own that closes with it.
 * Nothing is opened until the socket is used; on the server nothing ever is. Timers and connections are outside Angular's
 * zone, so that none keeps the application unstable, and every stream emits inside.
 *
 * Streams do not error here: the default of `resumeOn` is `NEVER`. After a fatal error, such as a login that is gone,
 * `status$` is `failed` with its `cause`, the streams stay, and `reconnect()` or a `resumeOn` of your own starts again.
 *
 * @example
 * provideGatewaySocket(Live, () => ({
 *   url: 'wss://ws.example.com',
 *   token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null),
 * }));
 *
 * @param factory returns the options of `gatewaySocket()`; called in an injection context when the socket is first injected
 * @throws ConfigError from that injection, naming the option, for a configuration that can never work
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
      const config = leaving(factory(), outside, isServer);
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
