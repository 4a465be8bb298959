import { isObject } from './checks';
import type { GatewaySocketConfig, MessageConfig } from './config';
import type { KeepAliveConfig, Limits, RotationConfig } from './connection/connection-config';
import type { BackoffOptions } from './connection/retry-backoff';
import { didYouMean } from './log-nearest';
import type { MessageMap } from './messages/message-of';
import type { OutboxOptions } from './sending/outbox';
import { show } from './show';

/** Every option by its name. The compiler refuses a name that is missing, and one that does not exist. */
type Names<Options> = { readonly [Name in keyof Options]-?: 0 };

const OPTIONS: Names<GatewaySocketConfig & MessageConfig<MessageMap, MessageMap>> = {
  url: 0,
  token: 0,
  channel: 0,
  channelPattern: 0,
  tokenParam: 0,
  channelParam: 0,
  query: 0,
  allowInsecure: 0,
  route: 0,
  typeKey: 0,
  typeOf: 0,
  tokenTimeout: 0,
  openTimeout: 0,
  singleUseToken: 0,
  backoff: 0,
  isFatal: 0,
  resumeOn: 0,
  limits: 0,
  rotation: 0,
  keepAlive: 0,
  attemptsPerMinute: 0,
  environment: 0,
  outbox: 0,
  hello: 0,
  requestTimeout: 0,
  linger: 0,
  WebSocketCtor: 0,
  signal: 0,
  log: 0,
  schemas: 0,
  outbound: 0,
};

const BACKOFF: Names<BackoffOptions> = {
  initial: 0,
  factor: 0,
  max: 0,
  whenRefused: 0,
  jitter: 0,
  minUptime: 0,
  maxAttempts: 0,
};
const LIMITS: Names<Limits> = { idle: 0, age: 0, messageBytes: 0 };
const ROTATION: Names<RotationConfig> = { ahead: 0, idleAhead: 0, spread: 0, overlap: 0, dedupe: 0 };
const KEEP_ALIVE: Names<KeepAliveConfig> = { name: 0, params: 0, every: 0, reply: 0, timeout: 0 };
const OUTBOX: Names<OutboxOptions> = { capacity: 0, ttl: 0, overflow: 0 };

/** The options that have options of their own. */
const NESTED = { backoff: BACKOFF, limits: LIMITS, rotation: ROTATION, keepAlive: KEEP_ALIVE, outbox: OUTBOX };

/** A text for each option that does not exist. */
export function unknownOptions(config: unknown): readonly string[] {
  if (!isObject(config)) return [];
  const nested = Object.entries(NESTED).flatMap(([name, known]) => unknownIn(config[name], known, `${name}.`));
  return [...unknownIn(config, OPTIONS, ''), ...nested];
}

function unknownIn(given: unknown, known: object, prefix: string): readonly string[] {
  const names = Object.keys(known);
  const unknown = isObject(given) ? Object.keys(given).filter((name) => !names.includes(name)) : [];
  return unknown.map((name) => `there is no option ${show(prefix + name)}.${didYouMean(name, names, prefix)}`);
}
