import { Subscription, type Observable } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { MessageMap, NameOf } from '../messages/message-of';
import { crossing, type Run } from './crossing';

/** A socket whose timers and connections are outside Angular's zone, whoever uses it, and which speaks inside. */
export function acrossZones<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  socket: GatewaySocket<In, Out, TypeKey>,
  outside: Run,
  inside: Run,
): GatewaySocket<In, Out, TypeKey> {
  const out = <T>(stream$: Observable<T>) => crossing(stream$, outside, inside);
  return {
    messages$: out(socket.messages$),
    status$: out(socket.status$),
    opened$: out(socket.opened$),
    events$: out(socket.events$),
    faults$: out(socket.faults$),
    get status() {
      return socket.status;
    },
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) => out(socket.on(...types)),
    request: (name, ...args) => out(socket.request(name, ...args)),
    send: (name, ...args) => outside(() => socket.send(name, ...args)),
    join: (channel) => outside(() => socket.join(channel)),
    drain: () => outside(() => socket.drain()),
    reconnect: () => outside(() => socket.reconnect()),
    connect: () => {
      const inner = outside(() => socket.connect());
      const held = new Subscription(() => outside(() => inner.unsubscribe()));
      inner.add(held);
      return held;
    },
    // It starts nothing.
    close: (code, reason) => socket.close(code, reason),
    [Symbol.dispose]: () => socket.close(),
  };
}
