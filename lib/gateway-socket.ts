import {
  catchError,
  EMPTY,
  fromEvent,
  ignoreElements,
  merge,
  Observable,
  of,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { GatewaySocket } from './client';
import type { GatewaySocketConfig, MessageConfig } from './config';
import { checkCloseFrame, normalClosure, type CloseFrame } from './connection/close-frame';
import { connection, type ConnectionSignal } from './connection/connection';
import type { Link } from './connection/open-socket';
import { resumeOn } from './connection/resume-on';
import { ownError } from './errors';
import type { UndeliveredReason } from './events';
import { realHost, type Host } from './host';
import { createJournal } from './journal';
import type { Decoded } from './messages/decode';
import { frameKey } from './messages/frame-key';
import { createInbox } from './messages/inbox';
import type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
import { createRouter } from './messages/router';
import type { Outgoing } from './sending/encode';
import { createOutbox } from './sending/outbox';
import { firstMessages, pingText } from './sending/own-messages';
import { createRequests } from './sending/requests';
import { outgoing, type RequestArgs, type RequestOptions } from './sending/send-args';
import { createSender } from './sending/sender';
import { checkChannel, resolveConfig } from './settings';
import { freshToken, UsedTokens } from './token/token-source';

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
 * @typeParam In the inbound messages, by type; inferred from `schemas` where they are given
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the option `typeKey`, where it is not `'type'`
 * @throws ConfigError at once, naming the option, for a configuration that can never work
 */
export function gatewaySocket<
  In extends MessageMap = AnyMessages,
  Out extends MessageMap = AnyMessages,
  const TypeKey extends string = 'type',
>(config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out>): GatewaySocket<In, Out, TypeKey> {
  return assemble(config, realHost);
}

/** {@link gatewaySocket} with time and chance from outside. */
export function assemble<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  config: GatewaySocketConfig<TypeKey> & MessageConfig<In, Out>,
  host: Host,
): GatewaySocket<In, Out, TypeKey> {
  const settings = resolveConfig(config);
  const { token, tokenTimeout, singleUseToken, rotation, keepAlive, linger, signal } = settings;
  const closed$ = new ReplaySubject<void>(1);
  /** What `close()` was called with, from that moment on. */
  let farewell: CloseFrame | undefined;
  const journal = createJournal();
  const isClosed = () => farewell !== undefined;

  let { channel } = settings;
  const asks$ = new Subject<'join' | 'reconnect'>();

  // Messages out.
  const undelivered = ({ name, params = {} }: Outgoing, reason: UndeliveredReason): void =>
    journal.fault({ type: 'undelivered', name, params, reason });
  const outbox = createOutbox<Link>(settings.outbox, host, undelivered, closed$);
  const sending = { ...settings, outbox, undelivered, isClosed, closed$ };
  const sender = createSender<Link>({ ...sending, channel: () => channel }, host);
  const requests = createRequests<Link>({ ...sending, sender }, host);

  // Messages in: replies to who asked, all to the router. A frame is decoded only where somebody would hear of it.
  const router = createRouter();
  const asked = () => requests.open || journal.faultsObserved;
  const inbox = createInbox(settings, (name) => router.wants(name) || asked(), closed$);
  const answer = (decoded: Decoded, link: Link): void => {
    if (decoded.type === 'message' && requests.open) requests.answer(decoded.name, decoded.message);
    if (decoded.type === 'gateway-error') requests.refuse(link, decoded.message);
  };
  const deliver = (decoded: Decoded, link: Link): void => {
    answer(decoded, link);
    if (decoded.type === 'message') router.route(decoded.name, decoded.message);
    else journal.fault(decoded);
  };
  const receive = (data: unknown, link: Link, copy: boolean): void => {
    if (copy ? requests.open : router.observed || asked()) inbox.receive(data, link, copy ? answer : deliver);
  };

  // Token and connection, and what is done with each of its signals.
  const tokens = { tokenTimeout, ...(singleUseToken && { used: new UsedTokens() }) };
  // A connection outlives its last user for a while; where there is none to keep, nothing is waited for.
  const lingering = () => (journal.status.state === 'failed' ? of(0) : timer(linger, host.scheduler));
  const isPong = (frame: unknown): boolean => !keepAlive?.reply || inbox.peek(frame)?.name === keepAlive.reply;
  const isReply = (frame: unknown): boolean => {
    const decoded = requests.open ? inbox.peek(frame) : undefined;
    return decoded !== undefined && requests.isAnswer(decoded.name, decoded.message);
  };
  const session$ = connection(
    {
      ...settings,
      ...rotation,
      channel: () => channel,
      asks$,
      authorize: token && ((context) => freshToken(token, context, tokens, host)),
      farewell: () => farewell ?? normalClosure,
      keepAlive: keepAlive && { ...keepAlive, text: pingText(keepAlive, settings), isReply: isPong },
      keyOf: frameKey(rotation.dedupe, inbox),
      isAnswer: (frame) => isReply(frame) || (keepAlive !== undefined && keepAlive.reply !== '' && isPong(frame)),
      receive,
      awaited: (link) => requests.awaited(link),
    },
    host,
    journal,
  ).pipe(
    tap((signal: ConnectionSignal) => {
      switch (signal.type) {
        case 'moved':
          sender.attach(signal.link);
          return;
        case 'opened':
          sender.attach(signal.link, firstMessages(settings.hello, signal.opened), signal.opened.channel);
          requests.lost((link) => !link.writable);
          return;
        case 'gone':
          sender.lost(signal.link, signal.error.code);
          requests.lost((link) => link === signal.link || !link.writable, signal.error);
          return;
      }
    }),
    resumeOn(settings.resumeOn, (thrown) => {
      const error = ownError(thrown);
      journal.event({ type: 'failed', at: host.scheduler.now(), error });
      outbox.abandon('failed', error);
      return error;
    }),
    ignoreElements(),
    takeUntil(closed$),
    tap({ unsubscribe: () => journal.event({ type: 'idle', at: host.scheduler.now() }) }),
    share({ resetOnComplete: false, resetOnRefCountZero: lingering }),
  );
  /** Messages, for as long as the session goes on that they hold open. The session is merged in by hand: it brings no message that would have to go through an operator. */
  const holding = <T>(messages$: Observable<T>): Observable<T> =>
    new Observable((subscriber) => {
      messages$.subscribe(subscriber);
      subscriber.add(
        session$.subscribe({
          error: (error: unknown) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
    });
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
  const asMapped = <Name extends NameOf<In>>(messages$: Observable<object>) =>
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
    send: (name, ...[params, options]) => sender.send(outgoing(name, params, options)),
    request: <Name extends NameOf<Out>, Reply extends NameOf<In>>(
      name: Name,
      ...[params, options]: RequestArgs<Out[Name], RequestOptions<MessageOf<In, NameOf<In>, TypeKey>, Reply>>
    ) => asMapped<Reply>(merge(requests.ask(outgoing(name, params, options), options), session$).pipe(take(1))),
    join: (other) => {
      checkChannel(other, settings.channelPattern);
      if (isClosed() || other === channel) return;
      channel = other;
      asks$.next('join');
    },
    drain: () => outbox.drain(),
    reconnect: () => asks$.next('reconnect'),
    connect: () => session$.pipe(catchError(() => EMPTY)).subscribe(),
    close,
    [disposal()]: () => close(),
  };
}

/** `Symbol.dispose`, or on a host that has none what its polyfills use: a property must not be called "undefined". */
function disposal(): typeof Symbol.dispose {
  const { dispose } = Symbol as { readonly dispose?: symbol };
  return (dispose ?? Symbol.for('Symbol.dispose')) as typeof Symbol.dispose;
}
