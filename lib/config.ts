import type { Observable } from 'rxjs';
import type { Given } from './checks';
import type { AttemptBudget } from './connection/attempt-budget';
import type { KeepAliveConfig, Limits, RotationConfig } from './connection/connection-config';
import type { EnvironmentSignal } from './connection/environment';
import type { WebSocketCtor } from './connection/open-socket';
import type { BackoffOptions } from './connection/retry-backoff';
import type { GatewaySocketError } from './errors';
import type { Opened } from './events';
import type { InboundMessage } from './messages/decode';
import type { MessageMap } from './messages/message-of';
import type { MessageTypes } from './messages/message-types';
import type { SchemasOf } from './messages/standard-schema';
import type { Outgoing } from './sending/encode';
import type { OutboxOptions } from './sending/outbox';
import type { TokenSource } from './token/token-source';

/**
 * Options of `gatewaySocket()`.
 *
 * @typeParam TypeKey the key that the union of inbound messages is discriminated on; `never` with `typeOf`
 */
export interface GatewaySocketConfig<TypeKey extends string = 'type'> {
  /** `wss://…`, or a function that returns it, called for each connection. `ws://` only to this machine, or with `allowInsecure`. */
  readonly url: string | (() => string);
  /** Where a single-use token comes from for each connection. Left out: no token is sent. */
  readonly token?: TokenSource | undefined;
  /** The channel to connect to. */
  readonly channel?: string | undefined;
  /** What a channel's name must match. Default `/^[A-Za-z0-9_-]{1,128}$/`: the backend refuses other names for ever, and the token is spent. */
  readonly channelPattern?: RegExp | undefined;
  /** The query parameter of the token. Default `'ws_token'`. */
  readonly tokenParam?: string | undefined;
  /** The query parameter of the channel. Default `'channel'`. */
  readonly channelParam?: string | undefined;
  /** Further query parameters. */
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Allows `ws://` to other machines, where every machine on the way can read the token. Default `false`. */
  readonly allowInsecure?: boolean | undefined;
  /** The API Gateway route of outgoing messages; their name is then written as `handler`. Left out: the name is the `action`. */
  readonly route?: string | undefined;
  /** The key whose string value is the type of an inbound message, and on which their union is discriminated. Default `'type'`, else `'action'`. */
  readonly typeKey?: TypeKey | undefined;
  /** Finds the type of an inbound message where no key has it; `undefined` for none. */
  readonly typeOf?: ((message: InboundMessage) => string | undefined) | undefined;
  /** ms for a token to arrive. Default 10,000. */
  readonly tokenTimeout?: number | undefined;
  /** ms for a socket to open. Default 10,000. */
  readonly openTimeout?: number | undefined;
  /** Refuses to connect with a token that was used before. Default `true`. */
  readonly singleUseToken?: boolean | undefined;
  /** The delays between attempts. */
  readonly backoff?: BackoffOptions | undefined;
  /** What a retry cannot cure, given what this library takes for it. */
  readonly isFatal?: ((error: GatewaySocketError, byDefault: boolean) => boolean) | undefined;
  /** Emits when to try again after a fatal error (a login, for instance). Streams stay open until then. */
  readonly resumeOn?: Observable<unknown> | undefined;
  /** The server's limits, given in part; `false` for none. Default {@link apiGatewayLimits}. */
  readonly limits?: Given<Limits> | false | undefined;
  /**
   * How a connection is replaced before the server ends it; `false` for never two connections side by side: the server's
   * limits are waited for, and what replaces an open connection closes it first.
   */
  readonly rotation?: Given<RotationConfig<InboundMessage>> | false | undefined;
  /** An application ping that finds a dead connection. Default `false`: none. */
  readonly keepAlive?: KeepAliveConfig | false | undefined;
  /** No more attempts, a token and a socket each, than this in any 60 s; or an `attemptBudget()` that several sockets share. Default 10. */
  readonly attemptsPerMinute?: number | AttemptBudget | undefined;
  /** The signals of the host about its network and itself; `false` for none. Default `browserEnvironment()`. */
  readonly environment?: Observable<EnvironmentSignal> | false | undefined;
  /** What `send` keeps while there is no connection. */
  readonly outbox?: Given<OutboxOptions> | undefined;
  /** Messages sent first on each new connection, as soon as it is open. */
  readonly hello?: ((opened: Opened) => readonly Outgoing[]) | undefined;
  /** ms for the reply to a `request()`, from the subscription on; `Infinity` for no limit. Default 10,000. */
  readonly requestTimeout?: number | undefined;
  /** ms that a connection outlives its last user; `Infinity` for ever. Default 5,000. */
  readonly linger?: number | undefined;
  /** The WebSocket to use where there is no global one, as `import WebSocket from 'ws'`. */
  readonly WebSocketCtor?: WebSocketCtor | undefined;
  /** Aborting it is `close()`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The options that name the types of messages by value.
 *
 * @typeParam In the inbound messages, by type; inferred from `schemas`
 * @typeParam Out the parameters of the outbound messages, by name; inferred from `outbound`
 */
export interface MessageConfig<In extends MessageMap, Out extends MessageMap> {
  /**
   * A Standard Schema (zod, valibot, arktype …) for each type of inbound message. `In` is inferred from them, transforms
   * included; a message that its schema refuses, or of a type that has none, is a fault. A schema gets the whole message,
   * its type included, and what it makes of it is delivered. An asynchronous one keeps back what comes after it, so that
   * the order holds. Default: messages are not checked.
   */
  readonly schemas?: SchemasOf<In> | undefined;
  /** The types of outbound messages beside `schemas`: `types<Outbound>()`. */
  readonly outbound?: MessageTypes<Out> | undefined;
}
