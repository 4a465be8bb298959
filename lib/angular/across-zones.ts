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
  // The streams of `on()` as they are given out: of the same types the same one, as from the socket itself.
  const given = new WeakMap<Observable<unknown>, Observable<unknown>>();
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
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) => {
      const stream$ = socket.on(...types);
      const known = given.get(stream$) ?? out(stream$);
      given.set(stream$, known);
      // It was made of this stream, and has its type.
      return known as typeof stream$;
    },
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
