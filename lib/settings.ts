import { isObservable, type Observable } from 'rxjs';
import {
  duration,
  isFunction,
  isObject,
  isRecord,
  milliseconds,
  millisecondsOrForEver,
  must,
  nonEmpty,
  oneOf,
  own,
  wholeNumber,
  withDefaults,
  type Complete,
} from './checks';
import type { GatewaySocketConfig, MessageConfig } from './config';
import type { AttemptBudget } from './connection/attempt-budget';
import { checkUrl } from './connection/connect-url';
import {
  resolveBudget,
  resolveEnvironment,
  resolveKeepAlive,
  resolveLimits,
  resolveRotation,
  type KeepAliveConfig,
} from './connection/connection-config';
import type { EnvironmentSignal } from './connection/environment';
import type { WebSocketCtor } from './connection/open-socket';
import { resolveBackoff, type Backoff } from './connection/retry-backoff';
import type { TimeLimits } from './connection/rotation-due';
import { ConfigError, configErrorOf } from './errors';
import { resolveLog, type LogLevel } from './log-level';
import type { InboundMessage } from './messages/decode';
import type { MessageMap } from './messages/message-of';
import { checkSchemas, type StandardSchema } from './messages/standard-schema';
import type { OutboxOptions } from './sending/outbox';
import { checkChannel, checkQuery, checkToken } from './settings-checks';
import type { TokenSource } from './token/token-source';

/** Options that are used as they are given, or with their default. */
type Given = Complete<
  Pick<
    GatewaySocketConfig,
    | 'tokenParam'
    | 'channelParam'
    | 'query'
    | 'allowInsecure'
    | 'singleUseToken'
    | 'channelPattern'
    | 'tokenTimeout'
    | 'openTimeout'
    | 'requestTimeout'
    | 'linger'
    | 'isFatal'
    | 'hello'
  >
>;

/** A configuration with every default in place, checked. */
export interface Settings extends Given {
  readonly url: string | (() => string);
  readonly token: TokenSource | undefined;
  readonly channel: string | undefined;
  readonly route: string | undefined;
  readonly typeKey: string | undefined;
  readonly typeOf: ((message: InboundMessage) => string | undefined) | undefined;
  readonly schemas: Readonly<Record<string, StandardSchema>> | undefined;
  readonly backoff: Backoff;
  readonly resumeOn: Observable<unknown> | undefined;
  readonly limits: TimeLimits;
  readonly messageBytes: number;
  readonly rotation: ReturnType<typeof resolveRotation<InboundMessage>>;
  readonly keepAlive: Complete<KeepAliveConfig> | undefined;
  readonly budget: AttemptBudget;
  readonly environment: Observable<EnvironmentSignal>;
  readonly outbox: OutboxOptions;
  readonly WebSocketCtor: WebSocketCtor | undefined;
  readonly signal: AbortSignal | undefined;
  readonly log: LogLevel | false;
}

const DEFAULTS: Given = {
  tokenParam: 'ws_token',
  channelParam: 'channel',
  query: {},
  allowInsecure: false,
  singleUseToken: true,
  channelPattern: /^[A-Za-z0-9_-]{1,128}$/,
  tokenTimeout: 10_000,
  openTimeout: 10_000,
  requestTimeout: 10_000,
  linger: 5_000,
  isFatal: (_error, byDefault) => byDefault,
  hello: () => [],
};

const OUTBOX: OutboxOptions = { capacity: 1_000, ttl: 60_000, overflow: 'drop-oldest' };

type Options = GatewaySocketConfig<string> & MessageConfig<MessageMap, MessageMap>;

/** Fills in the defaults; throws a {@link ConfigError} that names the option for a configuration that can never work. */
export function resolveConfig(options: Options): Settings {
  try {
    return checkedSettings(options);
  } catch (error) {
    // A getter or a Proxy of the application may throw anything.
    throw configErrorOf(error);
  }
}

function checkedSettings(options: Options): Settings {
  must(isObject(options), 'config', 'an object with at least a url', options);
  const config = own(options);
  const { url, token, channel, route, typeKey, typeOf, resumeOn, WebSocketCtor, signal } = config;
  const given = withDefaults(DEFAULTS, config);
  const { allowInsecure, channelPattern, isFatal } = given;
  for (const name of ['tokenParam', 'channelParam'] as const) nonEmpty(name, given[name]);
  if (typeof url !== 'function') checkUrl(url, given, allowInsecure);
  checkQuery(given);
  checkToken(token);
  must(channelPattern instanceof RegExp, 'channelPattern', 'a regular expression', channelPattern);
  if (channel !== undefined) checkChannel(channel, channelPattern);
  for (const [name, text] of Object.entries({ route, typeKey })) if (text !== undefined) nonEmpty(name, text);
  for (const [name, value] of Object.entries({ typeOf, isFatal, hello: given.hello, WebSocketCtor })) {
    must(value === undefined || isFunction(value), name, 'a function', value);
  }
  if (typeOf !== undefined && typeKey !== undefined) {
    throw new ConfigError('typeOf', 'cannot be combined with typeKey: both find the type of a message.');
  }
  for (const name of ['allowInsecure', 'singleUseToken'] as const)
    must(typeof given[name] === 'boolean', name, 'true or false', given[name]);
  for (const name of ['tokenTimeout', 'openTimeout'] as const) duration(name, given[name]);
  for (const name of ['requestTimeout', 'linger'] as const) millisecondsOrForEver(name, given[name]);
  checkStreams(config);
  const { limits, messageBytes } = resolveLimits(config.limits);
  // Named one by one: an object that is spread takes five times the memory for as long as the socket lives.
  return {
    tokenParam: given.tokenParam,
    channelParam: given.channelParam,
    query: given.query,
    allowInsecure,
    singleUseToken: given.singleUseToken,
    channelPattern,
    tokenTimeout: given.tokenTimeout,
    openTimeout: given.openTimeout,
    requestTimeout: given.requestTimeout,
    linger: given.linger,
    hello: given.hello,
    url,
    token,
    channel,
    route,
    typeKey,
    typeOf,
    schemas: checkSchemas(config.schemas),
    backoff: resolveBackoff(config.backoff),
    isFatal: isFatal === DEFAULTS.isFatal ? isFatal : guarded(isFatal),
    resumeOn,
    limits,
    messageBytes,
    rotation: resolveRotation(config.rotation),
    keepAlive: resolveKeepAlive(own(config.keepAlive)),
    budget: resolveBudget(config.attemptsPerMinute),
    environment: resolveEnvironment(config.environment),
    outbox: resolveOutbox(config.outbox),
    WebSocketCtor,
    signal,
    log: resolveLog(config.log),
  };
}

function checkStreams({ resumeOn, signal }: Options): void {
  const resumes = resumeOn === undefined || isObservable(resumeOn);
  must(resumes, 'resumeOn', 'an Observable that emits when to try again', resumeOn);
  const aborts = signal === undefined || (isRecord(signal) && typeof signal.addEventListener === 'function');
  must(aborts, 'signal', 'an AbortSignal', signal);
}

/** The `isFatal` of the application. If it throws, that is a {@link ConfigError}. */
function guarded(isFatal: Settings['isFatal']): Settings['isFatal'] {
  return (error, byDefault) => {
    try {
      return isFatal(error, byDefault);
    } catch (cause) {
      throw new ConfigError('isFatal', 'the function threw.', { cause });
    }
  };
}

function resolveOutbox(given: GatewaySocketConfig['outbox']): OutboxOptions {
  if (given === undefined) return OUTBOX;
  must(isObject(given), 'outbox', 'an object', given);
  const outbox = withDefaults(OUTBOX, given);
  wholeNumber('outbox.capacity', outbox.capacity, 0);
  milliseconds('outbox.ttl', outbox.ttl);
  oneOf('outbox.overflow', outbox.overflow, ['drop-oldest', 'throw']);
  return outbox;
}
