import { fromEvent, type Observable, type Subscription } from 'rxjs';
import type { GatewaySocket } from './client';
import { checkCloseFrame, normalClosure } from './connection/close-frame';
import type { Commands } from './connection/commands';
import type { Link } from './connection/link';
import type { Session } from './connection/session';
import type { Clock } from './clock';
import type { EventLog } from './event-log';
import type { MessageMap, MessageOf, NameOf } from './messages/message-of';
import type { Reception } from './messages/reception';
import type { Router } from './messages/router';
import type { Outbox } from './sending/outbox';
import type { Requests } from './sending/requests';
import { outgoing, type RequestArgs, type RequestOptions } from './sending/send-args';
import type { Sender } from './sending/sender';
import type { Settings } from './settings';
import { checkChannel } from './settings-checks';

/** What the methods of a socket act on. */
export interface SocketParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: EventLog;
  readonly commands: Commands;
  readonly session: Session;
  readonly router: Router;
  readonly reception: Reception<Link>;
  readonly outbox: Outbox<Link>;
  readonly sender: Sender<Link>;
  readonly requests: Requests<Link>;
}

/** What applications hold. Each method stands alone, so that it can be picked out: `const { send } = socket`. */
export function socketMethods<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  parts: SocketParts,
): GatewaySocket<In, Out, TypeKey> {
  const { settings, log, commands, session, router, reception, outbox, sender, requests } = parts;
  // The map of types is the application's own statement of what its backend sends; nothing here could check it.
  const asMapped = <Name extends NameOf<In>>(messages$: Observable<object>) =>
    messages$ as unknown as Observable<MessageOf<In, Name, TypeKey>>;
  const close = (code = normalClosure.code, reason = normalClosure.reason): void => {
    const frame = checkCloseFrame({ code, reason });
    if (session.isClosed) return;
    sender.close();
    outbox.abandon('closed');
    requests.close();
    reception.close();
    session.close(frame);
    log.event({ type: 'closed', at: parts.clock.wall() });
    log.complete();
    parts.clock.stop();
  };
  return {
    messages$: asMapped(session.holdFor(router.all$)),
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) =>
      asMapped<Name>(session.holdFor(router.on(types))),
    status$: log.status$,
    opened$: log.opened$,
    events$: log.events$,
    faults$: log.faults$,
    get status() {
      return log.status;
    },
    send: (name, ...[params, options]) => sender.send(outgoing(name, params, options), options?.volatile),
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
    connect: (): Subscription => session.held$.subscribe({ error: () => undefined }),
    close,
    [disposal()]: () => close(),
  };
}

/** `Symbol.dispose`, or on a host that has none what its polyfills use: a property must not be called "undefined". */
function disposal(): typeof Symbol.dispose {
  const { dispose } = Symbol as { readonly dispose?: symbol };
  return (dispose ?? Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
}

/** Closes with the signal of an `AbortController`. */
export function closeOnAbort(signal: AbortSignal | undefined, socket: { close(): void }, log: EventLog): void {
  if (signal?.aborted) socket.close();
  if (!signal || signal.aborted) return;
  const aborting = fromEvent(signal, 'abort').subscribe(() => socket.close());
  log.events$.subscribe({ complete: () => aborting.unsubscribe() });
}
