import type { Observable } from 'rxjs';
import type { Given } from './checks';
import type { AttemptBudget } from './connection/attempt-budget';
import type { KeepAliveConfig, Limits, RotationConfig } from './connection/connection-config';
import type { EnvironmentSignal } from './connection/environment';
import type { WebSocketCtor } from './connection/open-socket';
import type { BackoffOptions } from './connection/retry-backoff';
import type { GatewaySocketError } from './errors';
import type { Opened } from './events';
import type { LogLevel } from './log-level';
import type { InboundMessage } from './messages/decode';
import type { MessageMap } from './messages/message-of';
import type { MessageTypes } from './messages/message-types';
import type { SchemasOf } from './messages/standard-schema';
import type { Outgoing } from './sending/encode';
import type { OutboxOptions } from './sending/outbox-options';
import type { TokenSource } from './token/token-source';

/**
 * Options of `gatewaySocket()`.
 *
 * @typeParam TypeKey the key that the union of inbound messages is discriminated on; `never` with `typeOf`
 */
export interface GatewaySocketConfig<TypeKey extends string = 'type'> {
  /**
   * `wss://…`, or a function that returns it, called for each connection. `ws://` is allowed only to this machine, or
   * with `allowInsecure`.
   */
  readonly url: string | (() => string);
  /** The source of a single-use token for each connection. Left out: no token is sent. */
  readonly token?: TokenSource | undefined;
  /** The channel to connect to. Left out: none is sent, until `join()`. */
  readonly channel?: string | undefined;
  /**
   * The pattern of channel names. The backend refuses other names than those of the default, and each attempt costs a
   * token. Default `/^[A-Za-z0-9_-]{1,128}$/`.
   */
  readonly channelPattern?: RegExp | undefined;
  /** The query parameter of the token. Default `'ws_token'`. */
  readonly tokenParam?: string | undefined;
  /** The query parameter of the channel. Default `'channel'`. */
  readonly channelParam?: string | undefined;
  /** More query parameters. Default: none. */
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Allows `ws://` to other machines, although every machine on the way can read the token. Default `false`. */
  readonly allowInsecure?: boolean | undefined;
  /**
   * The API Gateway route of outbound messages, written as `action`; their name is then written as `handler`. Left out:
   * the name is the `action`.
   */
  readonly route?: string | undefined;
  /**
   * The key whose string value is the type of an inbound message; the union of messages is discriminated on it. Default
   * `'type'`, or `'action'` for a message without a `type`.
   */
  readonly typeKey?: TypeKey | undefined;
  /**
   * Returns the type of an inbound message if no key contains it; `undefined` if the message has none. Not together
   * with `typeKey`.
   */
  readonly typeOf?: ((message: InboundMessage) => string | undefined) | undefined;
  /** The longest wait for a token, in ms. Default 10,000. */
  readonly tokenTimeout?: number | undefined;
  /** The longest wait for a socket to open, in ms. Default 10,000. */
  readonly openTimeout?: number | undefined;
  /** Whether a token that was used before is a `TokenError` `reused`. Default `true`. */
  readonly singleUseToken?: boolean | undefined;
  /** The delays between attempts. */
  readonly backoff?: BackoffOptions | undefined;
  /**
   * Whether an error ends the streams; `byDefault` is the decision of this library. Default: `byDefault`. If it throws,
   * that is a fatal `ConfigError`.
   */
  readonly isFatal?: ((error: GatewaySocketError, byDefault: boolean) => boolean) | undefined;
  /**
   * Emits when to connect again after a fatal error, for instance after a login. With it, streams stay open after a
   * fatal error. Default: none.
   */
  readonly resumeOn?: Observable<unknown> | undefined;
  /**
   * The limits of the server; each one that is left out is that of {@link apiGatewayLimits}. `false`: no limits.
   * Default {@link apiGatewayLimits}.
   */
  readonly limits?: Given<Limits> | false | undefined;
  /**
   * How a connection is replaced before the server closes it. `false`: two connections are never open at once. The
   * server closes each connection at its limit. `join()`, `reconnect()` or a wake closes the open one as soon as the
   * next attempt may begin.
   */
  readonly rotation?: Given<RotationConfig<InboundMessage>> | false | undefined;
  /** A ping that detects a dead connection. Default `false`: none. */
  readonly keepAlive?: KeepAliveConfig | false | undefined;
  /**
   * The most attempts, a token and a socket each, in any 60 s; or an `attemptBudget()` that several sockets share.
   * Default 10.
   */
  readonly attemptsPerMinute?: number | AttemptBudget | undefined;
  /**
   * The online, visibility and suspension signals of the host; `false` for none. `offline` is a hint, because hosts are
   * wrong about it: the first attempt is made at once, then one a minute, until the host is online or a connection opens.
   * Default `browserEnvironment()`.
   */
  readonly environment?: Observable<EnvironmentSignal> | false | undefined;
  /** How `send()` queues messages while there is no connection. */
  readonly outbox?: Given<OutboxOptions> | undefined;
  /** Returns the messages that are sent first on each new connection, as soon as it is open. Default: none. */
  readonly hello?: ((opened: Opened) => readonly Outgoing[]) | undefined;
  /**
   * The longest wait for the reply to a `request()`, in ms from the subscription on; `Infinity` for no limit. Default
   * 10,000.
   */
  readonly requestTimeout?: number | undefined;
  /** How long a connection stays open after its last user has left, in ms; `Infinity` for no limit. Default 5,000. */
  readonly linger?: number | undefined;
  /**
   * The WebSocket constructor. If the host has none, pass that of `import WebSocket from 'ws'`. Default: the global one.
   */
  readonly WebSocketCtor?: WebSocketCtor | undefined;
  /**
   * The lines that are printed to the console. `'warn'` (default): each kind of fault once, while nothing subscribes to
   * `faults$`. Also mistakes that would otherwise be silent, such as an option or a message type that does not exist.
   * `'debug'`: also every event and fault, as an object. `false`: nothing. An object with `warn` and `debug` receives all
   * of it instead of the console. No token is ever printed.
   */
  readonly log?: LogLevel | false | undefined;
  /** Aborting it calls `close()`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The options from which the types of messages are inferred.
 *
 * @typeParam In the inbound messages, by type; inferred from `schemas`
 * @typeParam Out the parameters of the outbound messages, by name; inferred from `outbound`
 */
export interface MessageConfig<In extends MessageMap, Out extends MessageMap> {
  /**
   * A Standard Schema (zod, valibot, arktype …) for each type of inbound message. `In` is inferred from them,
   * transforms included. A schema receives the whole message, its type included, and its output is delivered. A message
   * that its schema refuses, or whose type has no schema, is an `invalid-message` fault. While an asynchronous schema
   * is pending, later messages wait, so that the order holds. Default: messages are not checked.
   */
  readonly schemas?: SchemasOf<In> | undefined;
  /** The types of outbound messages beside `schemas`: `types<Outbound>()`. */
  readonly outbound?: MessageTypes<Out> | undefined;
}
