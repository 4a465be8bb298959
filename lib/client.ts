import type { Observable, Subscription } from 'rxjs';
import type { Fault, Opened, SocketEvent } from './events';
import type { AnyMessages, MessageMap, MessageOf, NameOf } from './messages/message-of';
import type { Outgoing } from './sending/encode';
import type { RequestArgs, RequestOptions, SendArgs, SendOptions } from './sending/send-args';
import type { ConnectionStatus } from './status';

// The names in a map are written as `keyof In & string`, and not as `NameOf<In>`: the compiler then lists them in its error.

/**
 * A client of one WebSocket API. It opens no connection until it is used: by a subscription to `messages$`, `on()` or a
 * {@link GatewaySocket.request}, by {@link GatewaySocket.connect} or by a queued {@link GatewaySocket.send}. All of
 * them share one connection, which closes `linger` ms after the last of them has ended.
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
  /** Every valid message, as a union discriminated on its type key. Errors only with what a retry cannot cure. */
  readonly messages$: Observable<MessageOf<In, NameOf<In>, TypeKey>>;
  /** The current status at once, then each change. Never errors. Subscribing opens no connection. */
  readonly status$: Observable<ConnectionStatus>;
  /** The current status. */
  readonly status: ConnectionStatus;
  /**
   * The open connection at once, then each connection that takes over: the signal to fetch missed messages. A message
   * that is sent in its handler goes to that connection. Never errors. Subscribing opens no connection.
   */
  readonly opened$: Observable<Opened>;
  /** What happens to the connection, for logs and metrics. Never errors, and contains no secrets. */
  readonly events$: Observable<SocketEvent>;
  /** Problems that do not end the streams. Never errors. */
  readonly faults$: Observable<Fault>;
  /**
   * The messages of one type, or of several. Errors only with what a retry cannot cure. The cost of a message does not
   * depend on the number of subscribed types. The same types give the same Observable, for the 100 most recent
   * combinations: a React hook may depend on it.
   *
   * @example
   * socket.on('toast').subscribe(({ level, message }) => showToast(level, message));
   */
  on<Name extends keyof In & string>(...types: readonly [Name, ...Name[]]): Observable<MessageOf<In, Name, TypeKey>>;
  /**
   * Sends a message on the open connection (`'sent'`), or queues it until there is one (`'queued'`). A `volatile`
   * message that cannot be sent now is dropped (`'dropped'`). A queued message opens the connection, as a subscriber to
   * messages does, and keeps it open until it is sent. A `volatile` one opens nothing. A message that did not, or may
   * not, reach the gateway is an `undelivered` fault.
   *
   * @example
   * socket.send('chat_message', { message: 'Hello' });
   *
   * @throws SendError for a message that can never be sent; it is not queued then
   */
  send<Name extends keyof Out & string>(
    name: Name,
    ...args: SendArgs<Out[Name], SendOptions>
  ): 'sent' | 'queued' | 'dropped';
  /**
   * Sends a message with each subscription (or queues it, while there is no connection), emits the one reply and
   * completes. Errors with a {@link RequestError}: `timeout` without a reply in time; `lost` if the connection that it
   * was sent on ended, where `retry()` sends it again; `rejected` by an error frame of the gateway. Errors with a
   * {@link SendError} if the message can never be sent. Unsubscribing withdraws the message if it is still queued.
   *
   * @example
   * socket.request('fetch_history', {}, { reply: 'history' }).subscribe(({ messages }) => show(messages));
   */
  request<Name extends keyof Out & string, Reply extends keyof In & string = NameOf<In>>(
    name: Name,
    ...args: RequestArgs<Out[Name], RequestOptions<MessageOf<In, NameOf<In>, TypeKey>, Reply>>
  ): Observable<MessageOf<In, Reply, TypeKey>>;
  /**
   * Moves to another channel, also for every later connection. Messages that are sent from now on wait for a connection
   * to that channel. The old connection delivers messages until the new one is open; with `rotation: false` it is
   * closed first. The last call wins.
   *
   * @throws ConfigError for a name that the backend would refuse
   */
  join(channel: string): void;
  /**
   * Removes the queued messages from the outbox and returns them, for an application that stores them elsewhere.
   * Requests stay queued, because their subscribers still wait.
   */
  drain(): Outgoing[];
  /**
   * Ends the wait and tries now, replaces the open connection, or starts again after a fatal error; within the attempt
   * budget. In spite of a rate limit it tries once. If that attempt is refused, the limit goes on.
   */
  reconnect(): void;
  /** Keeps the connection open, like a subscriber to messages, until the result is unsubscribed. */
  connect(): Subscription;
  /**
   * Closes the connection for good and completes every stream. Further calls do nothing.
   *
   * @param code 1000 (default) or 3000–4999
   * @param reason at most 123 bytes of UTF-8; default: empty
   * @throws ConfigError for any other code or reason
   */
  close(code?: number, reason?: string): void;
  /** The same as {@link GatewaySocket.close}. */
  [Symbol.dispose](): void;
}
