import { isObservable, type Observable } from 'rxjs';
import { duration, flag, isRecord, milliseconds, nonEmpty, optionalFunction } from './checks';
import type { AttemptBudget } from './connection/attempt-budget';
import { checkUrl, type ConnectQuery } from './connection/connect-url';
import {
  resolveBudget,
  resolveEnvironment,
  resolveKeepAlive,
  resolveLimits,
  resolveRotation,
  type KeepAliveConfig,
  type Limits,
  type RotationConfig,
} from './connection/connection-config';
import type { EnvironmentSignal } from './connection/environment';
import type { TimeLimits } from './connection/rotation-due';
import type { WebSocketCtor } from './connection/open-socket';
import { resolveBackoff, type Backoff, type BackoffOptions } from './connection/retry-backoff';
import { ConfigError, type GatewaySocketError } from './errors';
import type { Opened } from './events';
import type { InboundMessage } from './messages/decode';
import type { MessageMap } from './messages/message-of';
import type { MessageTypes } from './messages/message-types';
import { checkSchemas, type SchemasOf, type StandardSchema } from './messages/standard-schema';
import type { Outgoing } from './sending/encode';
import type { OutboxOptions } from './sending/outbox';
import { show } from './show';
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
  readonly token?: TokenSource;
  /** The channel to connect to. */
  readonly channel?: string;
  /** What a channel's name must match. Default `/^[A-Za-z0-9_-]{1,128}$/`: the backend refuses other names for ever, with the token spent (contract B3). */
  readonly channelPattern?: RegExp;
  /** The query parameter of the token. Default `'ws_token'`. */
  readonly tokenParam?: string;
  /** The query parameter of the channel. Default `'channel'`. */
  readonly channelParam?: string;
  /** Further query parameters. */
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Allows `ws://` to other machines, where anybody on the way can read the token. Default `false`. */
  readonly allowInsecure?: boolean;
  /** The API Gateway route of outgoing messages; their name is then written as `handler`. Left out: the name is the `action`. */
  readonly route?: string;
  /** The key whose string value tells inbound messages apart, and on which their union is discriminated. Default `'type'`, else `'action'`. */
  readonly typeKey?: TypeKey;
  /** Tells the type of an inbound message where no key does; undefined for none. */
  readonly typeOf?: (message: InboundMessage) => string | undefined;
  /** ms for a token to arrive. Default 10,000. */
  readonly tokenTimeout?: number;
  /** ms for a socket to open. Default 10,000. */
  readonly openTimeout?: number;
  /** Refuses to connect with a token that was used before. Default `true`. */
  readonly singleUseToken?: boolean;
  /** The delays between attempts. */
  readonly backoff?: BackoffOptions;
  /** What a retry cannot cure, given what this library thinks of it. */
  readonly isFatal?: (error: GatewaySocketError, byDefault: boolean) => boolean;
  /** Says when to try again after a fatal error (a login, say). */
  readonly resumeOn?: Observable<unknown>;
  /** The server's limits, given in part; `false` for none. Default {@link apiGatewayLimits}. */
  readonly limits?: Partial<Limits> | false;
  /** How a connection is replaced before the server ends it; `false` to wait for the server to close it. */
  readonly rotation?: Partial<RotationConfig<InboundMessage>> | false;
  /** An application ping that finds a dead connection. Default `false`: none. */
  readonly keepAlive?: KeepAliveConfig | false;
  /** No more attempts, a token and a socket each, than this in any 60 s; or an `attemptBudget()` that several sockets share. Default 10. */
  readonly attemptsPerMinute?: number | AttemptBudget;
  /** What the host knows of its network and of itself; `false` for nothing. Default `browserEnvironment()`. */
  readonly environment?: Observable<EnvironmentSignal> | false;
  /** What `send` keeps while there is no connection. */
  readonly outbox?: Partial<OutboxOptions>;
  /** Messages sent first on each new connection, before what waited. */
  readonly hello?: (opened: Opened) => readonly Outgoing[];
  /** ms for the reply to a `request()`, from the subscription on. Default 10,000. */
  readonly requestTimeout?: number;
  /** ms that a connection outlives its last user. Default 5,000. */
  readonly linger?: number;
  /** The WebSocket to use where there is no global one, as `import WebSocket from 'ws'`. */
  readonly WebSocketCtor?: WebSocketCtor;
  /** Aborting it is `close()`. */
  readonly signal?: AbortSignal;
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
   * included; a message that its schema refuses, or of a type that has none, is a fault. A schema sees the whole message,
   * its type included, and what it makes of it is delivered. An asynchronous one keeps back what comes after it, so that
   * the order holds. Default: messages are taken at their word.
   */
  readonly schemas?: SchemasOf<In>;
  /** The types of outbound messages beside `schemas`: `types<Outbound>()`. */
  readonly outbound?: MessageTypes<Out>;
}

/** A configuration with every default in place, checked. */
export interface Settings extends ConnectQuery {
  readonly url: string | (() => string);
  readonly token: TokenSource | undefined;
  readonly channel: string | undefined;
  readonly allowInsecure: boolean;
  readonly route: string | undefined;
  readonly typeKey: string | undefined;
  readonly typeOf: ((message: InboundMessage) => string | undefined) | undefined;
  readonly schemas: Readonly<Record<string, StandardSchema>> | undefined;
  readonly tokenTimeout: number;
  readonly openTimeout: number;
  readonly singleUseToken: boolean;
  readonly backoff: Backoff;
  readonly isFatal: (error: GatewaySocketError, byDefault: boolean) => boolean;
  readonly resumeOn: Observable<unknown> | undefined;
  readonly limits: TimeLimits;
  readonly messageBytes: number;
  readonly rotation: ReturnType<typeof resolveRotation<InboundMessage>>;
  readonly keepAlive: Required<KeepAliveConfig> | undefined;
  readonly budget: AttemptBudget;
  readonly environment: Observable<EnvironmentSignal>;
  readonly channelPattern: RegExp;
  readonly outbox: OutboxOptions;
  readonly hello: (opened: Opened) => readonly Outgoing[];
  readonly requestTimeout: number;
  readonly linger: number;
  readonly WebSocketCtor: WebSocketCtor | undefined;
  readonly signal: AbortSignal | undefined;
}

const asByDefault = (_error: GatewaySocketError, byDefault: boolean): boolean => byDefault;

/** {@link isFatal} of the application, which is an option that is wrong where it throws. */
function asked(isFatal: Settings['isFatal']): Settings['isFatal'] {
  return (error, byDefault) => {
    try {
      return isFatal(error, byDefault);
    } catch (cause) {
      throw new ConfigError('isFatal', 'the function threw.', { cause });
    }
  };
}

const nothing = (): readonly Outgoing[] => [];

const CHANNEL_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;

/** Fills in the defaults; throws a {@link ConfigError} that names the option for a configuration that can never work. */
export function resolveConfig(config: GatewaySocketConfig<string> & MessageConfig<MessageMap, MessageMap>): Settings {
  if (!isRecord(config)) throw new ConfigError('config', `must be an object with at least a url; got ${show(config)}.`);
  const { url, token, channel, query = {}, route, typeKey, typeOf, resumeOn, WebSocketCtor, signal } = config;
  const { allowInsecure = false, singleUseToken = true, isFatal = asByDefault, hello = nothing } = config;
  const connectQuery = {
    tokenParam: nonEmpty('tokenParam', config.tokenParam ?? 'ws_token'),
    channelParam: nonEmpty('channelParam', config.channelParam ?? 'channel'),
    query,
  };
  if (typeof url !== 'function') checkUrl(url, connectQuery, allowInsecure);
  checkQuery(connectQuery);
  checkToken(token);
  const channelPattern = config.channelPattern ?? CHANNEL_PATTERN;
  if (!(channelPattern instanceof RegExp)) {
    throw new ConfigError('channelPattern', `must be a regular expression; got ${show(channelPattern)}.`);
  }
  if (channel !== undefined) checkChannel(channel, channelPattern);
  if (route !== undefined) nonEmpty('route', route);
  if (typeKey !== undefined) nonEmpty('typeKey', typeKey);
  optionalFunction('typeOf', typeOf);
  if (typeOf !== undefined && typeKey !== undefined) {
    throw new ConfigError('typeOf', 'tells the type of a message, and so does typeKey: give one of them.');
  }
  optionalFunction('isFatal', isFatal);
  optionalFunction('hello', hello);
  optionalFunction('WebSocketCtor', WebSocketCtor);
  if (resumeOn !== undefined && !isObservable(resumeOn)) {
    throw new ConfigError('resumeOn', `must be an Observable that emits when to try again; got ${show(resumeOn)}.`);
  }
  if (signal !== undefined && !(isRecord(signal) && typeof signal.addEventListener === 'function')) {
    throw new ConfigError('signal', `must be an AbortSignal; got ${show(signal)}.`);
  }
  return {
    ...connectQuery,
    url,
    token,
    channel,
    allowInsecure: flag('allowInsecure', allowInsecure),
    route,
    typeKey,
    typeOf,
    schemas: checkSchemas(config.schemas),
    tokenTimeout: duration('tokenTimeout', config.tokenTimeout ?? 10_000),
    openTimeout: duration('openTimeout', config.openTimeout ?? 10_000),
    singleUseToken: flag('singleUseToken', singleUseToken),
    backoff: resolveBackoff(config.backoff),
    isFatal: asked(isFatal),
    resumeOn,
    ...resolveLimits(config.limits),
    rotation: resolveRotation(config.rotation),
    keepAlive: resolveKeepAlive(config.keepAlive),
    budget: resolveBudget(config.attemptsPerMinute),
    environment: resolveEnvironment(config.environment),
    channelPattern,
    outbox: resolveOutbox(config.outbox),
    hello,
    requestTimeout: milliseconds('requestTimeout', config.requestTimeout ?? 10_000),
    linger: milliseconds('linger', config.linger ?? 5_000),
    WebSocketCtor,
    signal,
  };
}

function resolveOutbox(outbox: Partial<OutboxOptions> = {}): OutboxOptions {
  if (!isRecord(outbox)) throw new ConfigError('outbox', `must be an object; got ${show(outbox)}.`);
  const { capacity = 1_000, ttl = 60_000, overflow = 'drop-oldest' } = outbox;
  if (!(Number.isInteger(capacity) && capacity >= 0)) {
    throw new ConfigError('outbox.capacity', `must be a whole number of messages, 0 or more; got ${show(capacity)}.`);
  }
  if (!['drop-oldest', 'throw'].includes(overflow)) {
    throw new ConfigError('outbox.overflow', `must be 'drop-oldest' or 'throw'; got ${show(overflow)}.`);
  }
  return { capacity, ttl: milliseconds('outbox.ttl', ttl), overflow };
}

function checkQuery({ query, tokenParam, channelParam }: ConnectQuery): void {
  if (!isRecord(query) || Array.isArray(query))
    throw new ConfigError('query', `must be an object of further parameters; got ${show(query)}.`);
  if (tokenParam === channelParam)
    throw new ConfigError('channelParam', `must differ from tokenParam; both are '${tokenParam}'.`);
  for (const [name, value] of Object.entries(query)) {
    if (name === tokenParam || name === channelParam) {
      throw new ConfigError(
        `query.${name}`,
        `is added for each connection: leave it out, or rename it with ${name === tokenParam ? 'tokenParam' : 'channelParam'}.`,
      );
    }
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new ConfigError(`query.${name}`, `must be a string, a number or a boolean; got ${show(value)}.`);
    }
    if (!isEncodable(`${name}${value}`)) {
      throw new ConfigError(`query.${name}`, 'holds half of a surrogate pair, which no URL can carry.');
    }
  }
}

function checkToken(token: unknown): void {
  if (token === undefined || isObservable(token) || typeof token === 'function') return;
  if (isRecord(token) && typeof token.then === 'function') {
    throw new ConfigError(
      'token',
      'is a Promise, which would hand out one token for every connection, and a token works once: pass a function that returns a new Promise, () => fetchToken().',
    );
  }
  // What came may be a token: it is not shown.
  throw new ConfigError(
    'token',
    `must be an Observable or a function that returns one; got ${typeof token === 'object' ? 'an object' : `a ${typeof token}`}. A token works once, so a fixed one is no use.`,
  );
}

/** Throws a {@link ConfigError} for a name that the backend would refuse. */
export function checkChannel(channel: unknown, pattern: RegExp): void {
  // `search` and not `test`, which goes on from its last match where the pattern has the flag g.
  if (typeof channel !== 'string' || channel.search(pattern) === -1 || !isEncodable(channel)) {
    throw new ConfigError('channel', `must match ${String(pattern)}, or the backend refuses it; got ${show(channel)}.`);
  }
}

function isEncodable(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
