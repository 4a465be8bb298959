import { distinctUntilChanged, map, Observable } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { MessageMap, NameOf } from '../messages/message-of';
import type { ConnectionStatus } from '../status';
import { crossing, type Run } from './crossing';

/**
 * A socket whose timers and connections are outside Angular's zone, whoever uses it, and which speaks inside.
 *
 * @param shown what is shown of the status
 */
export function acrossZones<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  socket: GatewaySocket<In, Out, TypeKey>,
  outside: Run,
  inside: Run,
  shown: (status: ConnectionStatus) => ConnectionStatus,
): GatewaySocket<In, Out, TypeKey> {
  const out = <T>(stream$: Observable<T>) => crossing(stream$, outside, inside);
  return {
    // close(), which starts nothing.
    ...socket,
    messages$: out(socket.messages$),
    status$: out(socket.status$.pipe(map(shown), distinctUntilChanged())),
    opened$: out(socket.opened$),
    events$: out(socket.events$),
    faults$: out(socket.faults$),
    get status() {
      return shown(socket.status);
    },
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) => out(socket.on(...types)),
    request: (name, ...args) => out(socket.request(name, ...args)),
    send: (name, ...args) => outside(() => socket.send(name, ...args)),
    join: (channel) => outside(() => socket.join(channel)),
    drain: () => outside(() => socket.drain()),
    reconnect: () => outside(() => socket.reconnect()),
    connect: () =>
      out(
        new Observable<never>((subscriber) => {
          const held = socket.connect();
          held.add(() => subscriber.complete());
          return held;
        }),
      ).subscribe(),
  };
}
