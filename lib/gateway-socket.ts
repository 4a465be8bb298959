import type { Observable } from 'rxjs';
import type { GatewaySocket } from './client';
import { Clock } from './clock';
import type { GatewaySocketConfig, MessageConfig } from './config';
import { Commands } from './connection/commands';
import { Address } from './connection/connect-url';
import { connection } from './connection/connection';
import { COPY_WINDOW } from './connection/copies';
import { CopyBag } from './connection/copy-bag';
import { connectionOptions } from './connection-options';
import type { Link } from './connection/link';
import { OfflineHint } from './connection/offline-hint';
import { Openings } from './connection/openings';
import { Pacing } from './connection/pacing';
import { Session } from './connection/session';
import type { Signal } from './connection/signals';
import { EventLog } from './event-log';
import { realHost, type Host } from './host';
import { SocketLog } from './log';
import type { MapsOnly } from './messages/maps-only';
import type { AnyMessages, MessageMap } from './messages/message-of';
import { Reception } from './messages/reception';
import { Router } from './messages/router';
import { Outbox } from './sending/outbox';
import { pingOf } from './sending/own-messages';
import { Requests } from './sending/requests';
import { Sender } from './sending/sender';
import { resolveConfig } from './settings';
import type { SocketParts } from './socket-parts';
import { applySignal } from './signal-effects';
import { closeOnAbort, socketMethods } from './socket-methods';
import { authorizing } from './token/token-source';

/**
 * Creates a client. It opens no connection until it is used.
 *
 * @example
 * const socket = gatewaySocket<Inbound, Outbound>({
 *   url: 'wss://ws.example.com',
 *   token: djangoToken('/api/ws-token/'),
 *   channel: 'general',
 * });
 * socket.on('toast').subscribe(({ level, message }) => showToast(level, message));
 * socket.send('chat_message', { message: 'Hello' });
 *
 * @typeParam In the inbound messages, by type; inferred from `schemas` if they are given
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the option `typeKey`, if it is not `'type'`
 * @throws ConfigError synchronously, naming the option, if the configuration can never work
 */
export function gatewaySocket<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  const TypeKey extends string = 'type',
>(config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out> & MapsOnly<In, Out>): GatewaySocket<In, Out, TypeKey> {
  return assemble(config, realHost);
}

/** Creates the connection of a session, each time that the session starts one. */
export type Connect = (parts: SocketParts, session: Session) => Observable<Signal>;

/**
 * {@link gatewaySocket} with a clock and random numbers from outside.
 *
 * @param connect creates the source of the signals: a connection of this page, or of another tab
 */
export function assemble<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out>,
  host: Host,
  connect: Connect = (parts, session) => connection(connectionOptions(parts, session), parts.clock),
): GatewaySocket<In, Out, TypeKey> {
  const settings = resolveConfig(config);
  const { route, requestTimeout, typeKey, typeOf, schemas, rotation, limits } = settings;
  const { messageBytes } = limits;
  const clock = new Clock(host);
  const log = new EventLog();
  const printer = settings.log ? new SocketLog(settings.log, clock, settings.resumeOn !== undefined) : undefined;
  const commands = new Commands(settings.channel);
  const address = new Address(settings.url);
  const pacing = new Pacing(settings, new OfflineHint(address), clock);

  const outbox = new Outbox<Link>(settings.outbox, clock, log);
  const sender = new Sender<Link>({ route, messageBytes, destination: commands, outbox, faults: log }, clock);
  const requests = new Requests<Link>({ route, messageBytes, requestTimeout, sender, outbox }, clock);

  const router = new Router();
  const dedupe = rotation && rotation.dedupe;
  const receptionOptions = { typeKey, typeOf, schemas, dedupe, router, copyBag, replies: requests, faults: log };
  const reception = new Reception<Link>(receptionOptions);

  const parts: SocketParts = {
    settings,
    address,
    clock,
    log,
    printer,
    commands,
    pacing,
    openings: new Openings(clock),
    outbox,
    sender,
    requests,
    router,
    reception,
    authorize: authorizing(settings, clock),
    keepAlive: settings.keepAlive ? pingOf(settings.keepAlive, { route, messageBytes }) : undefined,
  };
  const session: Session = new Session(() => connect(parts, session), settings, parts, {
    apply: (signal) => applySignal(signal, parts),
  });
  outbox.holder = session;
  printer?.watch(log, router, session.users);

  const socket = socketMethods<In, Out, TypeKey>(parts, session);
  closeOnAbort(settings.signal, socket, log);
  printer?.checkNames(config);
  return socket;
}

const copyBag = () => new CopyBag(COPY_WINDOW);
