import { distinctUntilChanged, map, Observable } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { MessageMap, NameOf } from '../messages/message-of';
import type { ConnectionStatus } from '../status';
import { observeInZone, type Run } from './observe-in-zone';

/**
 * Wraps a socket for Angular: its timers and connections run outside the zone, and its streams emit inside.
 *
 * @param shown maps the status of the socket to the status that users see
 */
export function acrossZones<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  socket: GatewaySocket<In, Out, TypeKey>,
  outside: Run,
  inside: Run,
  shown: (status: ConnectionStatus) => ConnectionStatus,
): GatewaySocket<In, Out, TypeKey> {
  const out = <T>(stream$: Observable<T>) => observeInZone(stream$, outside, inside);
  // Streams that `on()` has returned: the same types get the same stream, as from the socket itself.
  const given = new WeakMap<Observable<unknown>, Observable<unknown>>();
  return {
    // Only close(), which starts nothing.
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
      // The stream was made from this one, and has the same type.
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
