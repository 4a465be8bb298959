import { EMPTY, isObservable } from 'rxjs';
import { isFunction, isObject, isRecord, must } from './checks';
import type { GatewaySocketConfig, MessageConfig } from './config';
import { attemptBudget } from './connection/attempt-budget';
import {
  ATTEMPTS_PER_MINUTE,
  ENVIRONMENT,
  KEEP_ALIVE,
  LIMITS,
  NO_LIMITS,
  ROTATION,
} from './connection/connection-config';
import { BACKOFF } from './connection/retry-backoff';
import { ConfigError, configErrorOf, type GatewaySocketError } from './errors';
import { LOG } from './log-level';
import type { MessageMap } from './messages/message-of';
import { checkSchemas, SCHEMAS } from './messages/standard-schema';
import { DELAY, DELAY_OR_FOR_EVER, FLAG, FUNCTION, POSITIVE, TEXT } from './option-rules';
import { resolveOptions, type OptionTable } from './option-table';
import { OUTBOX } from './sending/outbox-options';
import { checkTogether } from './settings-checks';
import { detail, numbered } from './text';

type Options = GatewaySocketConfig<string> & MessageConfig<MessageMap, MessageMap>;

/** Every option of `gatewaySocket()`. Those without a rule are checked by `checkTogether()`. */
export const OPTIONS = {
  url: [undefined],
  token: [undefined],
  channel: [undefined],
  channelPattern: [/^[A-Za-z0-9_-]{1,128}$/, [detail`a regular expression`, (value) => value instanceof RegExp]],
  tokenParam: ['ws_token', TEXT],
  channelParam: ['channel', TEXT],
  query: [{}, [detail`an object of further parameters`, isObject]],
  allowInsecure: [false, FLAG],
  route: [undefined, TEXT],
  typeKey: [undefined, TEXT],
  typeOf: [undefined, FUNCTION],
  tokenTimeout: [10_000, DELAY, POSITIVE],
  openTimeout: [10_000, DELAY, POSITIVE],
  singleUseToken: [true, FLAG],
  backoff: BACKOFF,
  isFatal: [(_error: GatewaySocketError, byDefault: boolean) => byDefault, FUNCTION],
  resumeOn: [undefined, [detail`an Observable that emits when to try again`, isObservable]],
  limits: LIMITS,
  rotation: ROTATION,
  keepAlive: KEEP_ALIVE,
  attemptsPerMinute: ATTEMPTS_PER_MINUTE,
  environment: ENVIRONMENT,
  outbox: OUTBOX,
  hello: [() => [], FUNCTION],
  requestTimeout: [10_000, DELAY_OR_FOR_EVER],
  linger: [5_000, DELAY_OR_FOR_EVER],
  WebSocketCtor: [undefined, FUNCTION],
  log: LOG,
  signal: [undefined, [detail`an AbortSignal`, (value) => isRecord(value) && isFunction(value.addEventListener)]],
  schemas: SCHEMAS,
  outbound: [undefined],
} as const satisfies OptionTable<Options>;

/** A checked configuration with the defaults filled in. */
export type Settings = ReturnType<typeof checkedSettings>;

/** Fills in the defaults. Throws a {@link ConfigError} that names the option if the configuration can never work. */
export function resolveConfig(options: Options): Settings {
  try {
    return checkedSettings(options);
  } catch (error) {
    // A getter or a Proxy of the application may throw anything.
    throw configErrorOf(error);
  }
}

function checkedSettings(options: Options) {
  must(isObject(options), 'config', detail`an object with at least a url`, options);
  const settings = resolveOptions(OPTIONS, options);
  checkTogether(settings);
  const { schemas, limits, attemptsPerMinute, environment, isFatal } = settings;
  // No name is added: each additional one would give every socket its own object shape, of 1 kB.
  return Object.assign(settings, {
    schemas: checkSchemas(schemas),
    limits: limits || NO_LIMITS,
    attemptsPerMinute: typeof attemptsPerMinute === 'number' ? attemptBudget(attemptsPerMinute) : attemptsPerMinute,
    environment: environment || EMPTY,
    isFatal: isFatal === OPTIONS.isFatal[0] ? isFatal : guarded(isFatal),
  });
}

/** Calls the `isFatal` of the application. If it throws, the result is a {@link ConfigError}. */
function guarded(isFatal: (error: GatewaySocketError, byDefault: boolean) => boolean): typeof isFatal {
  return (error, byDefault) => {
    try {
      return isFatal(error, byDefault);
    } catch (cause) {
      throw new ConfigError('isFatal', numbered`the function threw.`, { cause });
    }
  };
}
