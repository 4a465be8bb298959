import { fromEvent, type Observable, type Subscription } from 'rxjs';
import type { GatewaySocket } from './client';
import { own } from './checks';
import { checkCloseFrame, normalClosure } from './connection/close-frame';
import type { Session } from './connection/session';
import type { EventLog } from './event-log';
import type { MessageMap, MessageOf, NameOf } from './messages/message-of';
import { Streams } from './messages/streams';
import { outgoing, type RequestArgs, type RequestOptions } from './sending/send-args';
import { checkChannel } from './settings-checks';
import type { SocketParts } from './socket-parts';

/** The methods and getters of a socket. No method uses `this`, so that it can be destructured: `const { send } = socket`. */
export function socketMethods<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  parts: SocketParts,
  session: Session,
): GatewaySocket<In, Out, TypeKey> {
  const { settings, clock, log, commands, router, reception, outbox, sender, requests } = parts;
  const streams = new Streams<object>();
  // The application declares the types of its backend's messages. This code cannot check them.
  const asMapped = <Name extends NameOf<In>>(messages$: Observable<object>) =>
    messages$ as unknown as Observable<MessageOf<In, Name, TypeKey>>;
  const close = (code = normalClosure.code, reason = normalClosure.reason): void => {
    const frame = checkCloseFrame({ code, reason });
    // Runs what is overdue before the end.
    clock.runOverdue();
    if (session.isClosed) return;
    sender.close();
    outbox.abandon('closed');
    requests.close();
    reception.close();
    session.close(frame);
    log.event({ type: 'closed', at: clock.wall() });
    log.complete();
    clock.stop();
  };
  const methods: Omit<GatewaySocket<In, Out, TypeKey>, Getter> = {
    messages$: asMapped(session.users.holdFor((subscriber) => router.addToAll(subscriber))),
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) =>
      asMapped<Name>(
        streams.of(types, (names) => session.users.holdFor((subscriber) => router.add(names, subscriber))),
      ),
    send: (name, ...[params, options]) => {
      if (session.isClosed) parts.printer?.late('send()');
      return sender.send(outgoing(name, params, options), options && own(options).volatile);
    },
    request: <Name extends NameOf<Out>, Reply extends NameOf<In>>(
      name: Name,
      ...[params, options]: RequestArgs<Out[Name], RequestOptions<MessageOf<In, NameOf<In>, TypeKey>, Reply>>
    ) => asMapped<Reply>(session.holdForRequest(requests.ask(outgoing(name, params, options), options))),
    join: (channel) => {
      checkChannel(channel, settings.channelPattern);
      if (!session.isClosed) commands.join(channel);
    },
    drain: () => outbox.drain(),
    reconnect: () => session.reconnect(),
    connect: (): Subscription => session.users.held$.subscribe({ error: () => undefined }),
    close,
    [disposal()]: () => close(),
  };
  // The methods and the getters are the whole interface.
  return Object.defineProperties(methods, { [LOG]: { value: log }, ...GETTERS }) as GatewaySocket<In, Out, TypeKey>;
}

type Getter = 'status$' | 'status' | 'opened$' | 'events$' | 'faults$';

const LOG = Symbol('log');

function getter(get: (this: { readonly [LOG]: EventLog }) => unknown): PropertyDescriptor {
  return { enumerable: true, get };
}

/** The getters of all sockets: an object with its own getters takes twice the memory. */
const GETTERS: Readonly<Record<Getter, PropertyDescriptor>> = {
  status$: getter(function () {
    return this[LOG].status$;
  }),
  status: getter(function () {
    return this[LOG].status;
  }),
  opened$: getter(function () {
    return this[LOG].opened$;
  }),
  events$: getter(function () {
    return this[LOG].events$;
  }),
  faults$: getter(function () {
    return this[LOG].faults$;
  }),
};

/** `Symbol.dispose`, or the symbol of its polyfills if the host has none: no property may be named "undefined". */
function disposal(): typeof Symbol.dispose {
  const { dispose } = Symbol as { readonly dispose?: symbol };
  return (dispose ?? Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
}

/** Closes a socket when an `AbortSignal` is aborted. */
export function closeOnAbort(signal: AbortSignal | undefined, socket: { close(): void }, log: EventLog): void {
  if (signal?.aborted) socket.close();
  if (!signal || signal.aborted) return;
  log.listener = fromEvent(signal, 'abort').subscribe(() => socket.close());
}
