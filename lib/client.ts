import type { Observable, Subscription } from 'rxjs';
import type { Fault, Opened, SocketEvent } from './events';
import type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
import type { Outgoing } from './sending/encode';
import type { RequestArgs, RequestOptions, SendArgs, SendOptions } from './sending/send-args';
import type { ConnectionStatus } from './status';

/**
 * A client of one WebSocket API. Cold until used: the first subscription to a stream of messages or a
 * {@link GatewaySocket.request}, a {@link GatewaySocket.connect} or a queued {@link GatewaySocket.send} opens the
 * connection, all share it, and it closes `linger` ms after the last of them is gone.
 *
 * @typeParam In the inbound messages, by type
 * @typeParam Out the parameters of the outbound messages, by name
 * @typeParam TypeKey the key that the union of inbound messages is discriminated on
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
  /**
   * Each connection that takes over, and at once the one that is open: the signal to fetch what was missed. What is sent
   * from within its handler goes to that connection.
   */
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
   * Hands a message to the open connection (`'sent'`), or keeps it until there is one (`'queued'`), or drops it, where it is
   * `volatile` and could not go out now (`'dropped'`). A queued message opens the connection. One that could not be
   * delivered is an `undelivered` fault.
   *
   * @example
   * socket.send('chat_message', { message: 'Hello' });
   *
   * @throws SendError for what can never be sent; nothing is queued then
   */
  send<Name extends NameOf<Out>>(name: Name, ...args: SendArgs<Out[Name], SendOptions>): 'sent' | 'queued' | 'dropped';
  /**
   * Asks, and emits the one reply: with each subscription the message is sent (or queued, while there is no connection)
   * and the reply awaited. Errors with a {@link RequestError}: `timeout`; `lost` with the connection that it was written
   * on, where `retry()` asks again; `rejected` by an error frame of the gateway. Unsubscribing takes it back if it still
   * waits.
   *
   * @example
   * socket.request('fetch_history', {}, { reply: 'history' }).subscribe(({ messages }) => show(messages));
   */
  request<Name extends NameOf<Out>, Reply extends NameOf<In> = NameOf<In>>(
    name: Name,
    ...args: RequestArgs<Out[Name], RequestOptions<MessageOf<In, NameOf<In>, TypeKey>, Reply>>
  ): Observable<MessageOf<In, Reply, TypeKey>>;
  /**
   * Moves to another channel, and remembers it for every later connection. What is sent from now on waits for it; the
   * old one delivers until the new one is open (with `rotation: false` it is closed first). The last call wins.
   *
   * @throws ConfigError for a name that the backend would refuse
   */
  join(channel: string): void;
  /**
   * Takes what is still queued out of the outbox, for an application that keeps it elsewhere. Requests stay, because their
   * subscribers still wait.
   */
  drain(): Outgoing[];
  /**
   * Drops the wait and tries now, replaces the open connection, or starts again after a fatal error; within the attempt
   * budget. In spite of a rate limit it tries once, and the limit goes on if that is refused.
   */
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
  /** The same as {@link GatewaySocket.close}. */
  [Symbol.dispose](): void;
}
