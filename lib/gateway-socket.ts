import {
  BehaviorSubject,
  catchError,
  EMPTY,
  fromEvent,
  ignoreElements,
  merge,
  of,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
  type Subscription,
} from 'rxjs';
import { checkChannel, resolveConfig, type GatewaySocketConfig } from './config';
import { checkCloseFrame, normalClosure } from './connection/close-frame';
import { connection, type ConnectionSignal } from './connection/connection';
import { resumeOn } from './connection/resume-on';
import { ownError } from './errors';
import type { Fault, Opened, SocketEvent } from './events';
import { realHost, type Host } from './host';
import { createJournal } from './journal';
import { decode, typeAt, type InboundMessage } from './messages/decode';
import type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
import { createRouter } from './messages/router';
import { encode } from './sending/encode';
import { createOutbox } from './sending/outbox';
import type { SendArgs, SendOptions } from './sending/send-args';
import { createSender } from './sending/sender';
import type { ConnectionStatus } from './status';
import { freshToken, UsedTokens } from './token/token-source';

/**
 * A client of one WebSocket API. Cold until used: the first subscription to a stream of messages, a {@link connect} or
 * a queued {@link send} opens the connection, all share it, and it closes `linger` ms after the last of them is gone.
 */
export interface GatewaySocket<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  TypeKey extends string = 'type',
> {
  /** Every valid message, as a union discriminated on its type key. Survives every failure that a retry can cure. */
  readonly messages$: Observable<MessageOf<In, NameOf<In>, TypeKey>>;
  /** The current status at once, then each change. Never errors; subscribing opens nothing. */
  readonly status$: Observable<ConnectionStatus>;
  /** The current status. */
  readonly status: ConnectionStatus;
  /** Each connection that takes over, and at once the one that is open: the signal to fetch what was missed. */
  readonly opened$: Observable<Opened>;
  /** The life of the connection, for logs and metrics. Never errors, holds no secret. */
  readonly events$: Observable<SocketEvent>;
  /** What went wrong without ending the streams. Never errors. */
  readonly faults$: Observable<Fault>;
  /**
   * The messages of one type, or of several. What a message costs does not depend on how many types are subscribed.
   *
   * @example
   * socket.on('toast').subscribe(({ level, message }) => showToast(level, message));
   */
  on<Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]): Observable<MessageOf<In, Name, TypeKey>>;
  /**
   * Hands a message to the open connection (`'sent'`), or keeps it until there is one (`'queued'`).
   * Throws a {@link SendError} for what can never be sent.
   */
  send<Name extends NameOf<Out>>(name: Name, ...args: SendArgs<Out[Name], SendOptions>): 'sent' | 'queued';
  /**
   * Moves to another channel, and remembers it for every later connection. What is sent from now on waits for it; the
   * old one delivers until the new one is open. The last call wins.
   *
   * @throws ConfigError for a name that the backend would refuse
   */
  join(channel: string): void;
  /** Drops the wait and tries now, or replaces the open connection; within the attempt budget. */
  reconnect(): void;
  /** Holds the connection open without a subscriber to messages, until it is unsubscribed. */
  connect(): Subscription;
  /**
   * Final and idempotent: closes the connection and completes every stream.
   *
   * @param code 1000 (default) or 3000–4999
   * @param reason at most 123 bytes
   */
  close(code?: number, reason?: string): void;
  /** The same as {@link close}. */
  [Symbol.dispose](): void;
}

/**
 * Makes a client. Nothing is opened until it is used.
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
 * @throws ConfigError at once, naming the option, for a configuration that can never work
 */
export function gatewaySocket<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  const TypeKey extends string = 'type',
>(config: GatewaySocketConfig<TypeKey>): GatewaySocket<In, Out, TypeKey> {
  return assemble(config, realHost);
}

/** {@link gatewaySocket} with time and chance from outside. */
export function assemble<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  config: GatewaySocketConfig<TypeKey>,
  host: Host,
): GatewaySocket<In, Out, TypeKey> {
  const settings = resolveConfig(config);
  const { token, tokenTimeout, singleUseToken, typeOf = typeAt(settings.typeKey), linger, signal } = settings;
  const closed$ = new ReplaySubject<void>(1);
  let farewell = normalClosure;
  const journal = createJournal();
  const isClosed = () => journal.status.state === 'closed';

  // Messages in.
  const router = createRouter();
  const receive = (frame: unknown): void => {
    if (!router.observed && !journal.faultsObserved) return;
    const decoded = decode(frame, typeOf);
    if (decoded.type === 'message') router.route(decoded.name, decoded.message);
    else journal.fault(decoded);
  };

  // Messages out.
  const outbox = createOutbox(
    settings.outbox,
    host,
    ({ name, params = {} }, reason) => journal.fault({ type: 'undelivered', name, params, reason }),
    closed$,
  );
  const sender = createSender(settings, outbox, isClosed);

  // Token and connection, and what is done with each of its signals.
  const tokens = { tokenTimeout, ...(singleUseToken && { used: new UsedTokens() }) };
  // A connection outlives its last user for a while; where there is none to keep, nothing is waited for.
  const lingering = () => (journal.status.state === 'failed' ? of(0) : timer(linger, host.scheduler));
  const channel$ = new BehaviorSubject(settings.channel);
  const reconnect$ = new Subject<void>();
  const { rotation, keepAlive } = settings;
  const { dedupe } = rotation;
  const nameOf = (frame: unknown): string | undefined => {
    const decoded = decode(frame, typeOf);
    return decoded.type === 'message' ? decoded.name : undefined;
  };
  const isPong = (frame: unknown): boolean => !keepAlive?.reply || nameOf(frame) === keepAlive.reply;
  const session$ = connection(
    {
      ...settings,
      ...rotation,
      channel$,
      reconnect$,
      authorize: token && ((context) => freshToken(token, context, tokens, host)),
      farewell: () => farewell,
      keepAlive: keepAlive && { ...keepAlive, text: encode(keepAlive, settings), isReply: isPong },
      keyOf: (frame) => {
        if (dedupe === false || typeof frame !== 'string') return undefined;
        if (dedupe === 'text') return frame;
        const decoded = decode(frame, typeOf);
        return decoded.type === 'message' ? dedupe(decoded.message) : undefined;
      },
      isAnswer: (frame) => keepAlive !== undefined && keepAlive.reply !== '' && isPong(frame),
      awaited: () => of(false),
    },
    host,
    journal,
  ).pipe(
    tap((signal: ConnectionSignal) => {
      switch (signal.type) {
        case 'frame':
          if (!signal.copy) receive(signal.data);
          return;
        case 'moved':
          sender.attach(signal.link, []);
          return;
        case 'opened':
          sender.attach(signal.link, settings.hello(signal.opened));
          return;
        case 'gone':
          return;
      }
    }),
    catchError((thrown: unknown) => {
      const error = ownError(thrown);
      journal.event({ type: 'failed', at: host.scheduler.now(), error });
      outbox.abandon('failed');
      throw error;
    }),
    resumeOn(settings.resumeOn),
    ignoreElements(),
    takeUntil(closed$),
    tap({ unsubscribe: () => journal.event({ type: 'idle', at: host.scheduler.now() }) }),
    share({ resetOnComplete: false, resetOnRefCountZero: lingering }),
  );
  const holding = <T>(messages$: Observable<T>): Observable<T> => merge(messages$.pipe(takeUntil(closed$)), session$);
  // What waits in the outbox wants a connection as a subscriber does.
  outbox.pending$
    .pipe(
      switchMap((pending) => (pending ? session$.pipe(catchError(() => EMPTY)) : EMPTY)),
      takeUntil(closed$),
    )
    .subscribe();

  const close = (code = normalClosure.code, reason = normalClosure.reason): void => {
    const frame = checkCloseFrame({ code, reason });
    if (isClosed()) return;
    farewell = frame;
    outbox.abandon('closed');
    closed$.next();
    journal.event({ type: 'closed', at: host.scheduler.now() });
    journal.complete();
  };
  if (signal?.aborted) close();
  else if (signal)
    fromEvent(signal, 'abort')
      .pipe(takeUntil(closed$))
      .subscribe(() => close());

  // The map of types is the application's word on what its backend sends; nothing here could check it.
  const asMapped = <Name extends NameOf<In>>(messages$: Observable<InboundMessage>) =>
    messages$ as unknown as Observable<MessageOf<In, Name, TypeKey>>;

  return {
    messages$: asMapped(holding(router.all$)),
    on: <Name extends NameOf<In>>(...types: readonly [Name, ...Name[]]) => asMapped<Name>(holding(router.on(types))),
    status$: journal.status$,
    opened$: journal.opened$,
    events$: journal.events$,
    faults$: journal.faults$,
    get status() {
      return journal.status;
    },
    send: (name, ...[params, options]) => sender.send({ name, ...(params && { params }), ...options }),
    join: (channel) => {
      checkChannel(channel, settings.channelPattern);
      if (!isClosed() && channel !== channel$.value) channel$.next(channel);
    },
    reconnect: () => reconnect$.next(),
    connect: () => session$.pipe(catchError(() => EMPTY)).subscribe(),
    close,
    [Symbol.dispose]: () => close(),
  };
}
