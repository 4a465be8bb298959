import { EMPTY, isObservable, type Observable } from 'rxjs';
import {
  duration,
  isFunction,
  isObject,
  milliseconds,
  must,
  nonEmpty,
  positive,
  withDefaults,
  type Complete,
  type Given,
} from '../checks';
import { attemptBudget, type AttemptBudget } from './attempt-budget';
import { browserEnvironment, type EnvironmentSignal } from './environment';
import type { Lead, TimeLimits } from './rotation-due';

/** The server's limits. */
export interface Limits extends TimeLimits {
  /**
   * The longest message that may be sent, in bytes of UTF-8. Default 32,768: a browser sends a message as one frame,
   * and API Gateway closes a connection with 1009 over a larger frame. A longer message is a `SendError` `too-large`.
   */
  readonly messageBytes: number;
}

/**
 * The limits of API Gateway: 10 minutes, 2 hours, 32 KiB
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html).
 */
export const apiGatewayLimits: Limits = { idle: 600_000, age: 7_200_000, messageBytes: 32_768 };

/** How a connection is replaced before the server closes it. */
export interface RotationConfig<Message = unknown> extends Lead {
  /**
   * How long the old and the new connection are both open at least, in ms. 0: the sends move at once. Default 10,000.
   */
  readonly overlap: number;
  /**
   * How duplicates are found, because a broadcast arrives on both connections while they overlap. `'text'` (default):
   * equal frames are duplicates. A function, such as `(message) => message.id`: messages with an equal id are
   * duplicates; an id is a non-empty string or a number, and a message without one has no duplicate. `false`: every
   * frame is delivered.
   */
  readonly dedupe: 'text' | false | ((message: Message) => unknown);
}

/** A ping that the backend answers with a message. */
export interface KeepAliveConfig {
  /** The name of the message that is sent as the ping. */
  readonly name: string;
  /** The parameters of the ping. Default: none. */
  readonly params?: object | undefined;
  /** The time between pings, in ms. */
  readonly every: number;
  /**
   * The type of the answer. If it is set, a connection is also pinged 2.3 s after its open, and the answer proves that
   * the connection is not deaf. If it is left out, any inbound frame counts as an answer.
   */
  readonly reply?: string | undefined;
  /** The longest wait for the answer, in ms. Default 10,000, or `every` if that is shorter. */
  readonly timeout?: number | undefined;
}

const ROTATION: RotationConfig = {
  ahead: 600_000,
  idleAhead: 60_000,
  spread: 300_000,
  overlap: 10_000,
  dedupe: 'text',
};

// Shared by all sockets that leave them out.
const DEFAULT_ROTATION = { ...ROTATION, lead: ROTATION };
const UNROTATED = { ...ROTATION, lead: undefined };
const DEFAULT_ENVIRONMENT = browserEnvironment();

const DEFAULT_LIMITS = {
  limits: { idle: apiGatewayLimits.idle, age: apiGatewayLimits.age },
  messageBytes: apiGatewayLimits.messageBytes,
};

const NO_LIMITS: TimeLimits = { idle: Infinity, age: Infinity };

export function resolveLimits(limits: Given<Limits> | false = apiGatewayLimits): {
  readonly limits: TimeLimits;
  readonly messageBytes: number;
} {
  if (limits === apiGatewayLimits) return DEFAULT_LIMITS;
  if (limits === false) return { limits: NO_LIMITS, messageBytes: Infinity };
  must(isObject(limits), 'limits', 'an object or false', limits);
  const { idle, age, messageBytes } = withDefaults<Limits>(apiGatewayLimits, limits);
  for (const [name, limit] of Object.entries({ idle, age, messageBytes })) positive(`limits.${name}`, limit);
  return { limits: { idle, age }, messageBytes };
}

/** With `false` there is no `lead`: the server closes each connection, and two are never open at once. */
export function resolveRotation<Message>(
  rotation: Given<RotationConfig<Message>> | false = {},
): RotationConfig<Message> & { readonly lead: Lead | undefined } {
  must(rotation === false || isObject(rotation), 'rotation', 'an object or false', rotation);
  if (Object.keys(rotation).length === 0) return rotation ? DEFAULT_ROTATION : UNROTATED;
  const given = withDefaults<RotationConfig<Message>>(ROTATION, rotation || {});
  const { dedupe } = given;
  for (const name of ['ahead', 'idleAhead', 'spread', 'overlap'] as const)
    milliseconds(`rotation.${name}`, given[name]);
  const known = dedupe === 'text' || dedupe === false || isFunction(dedupe);
  must(known, 'rotation.dedupe', "'text', false or a function", dedupe);
  return { ...given, lead: rotation ? given : undefined };
}

export function resolveKeepAlive(keepAlive: KeepAliveConfig | false = false): Complete<KeepAliveConfig> | undefined {
  if (keepAlive === false) return undefined;
  must(isObject(keepAlive), 'keepAlive', 'an object or false', keepAlive);
  const { name, params = {}, every, reply, timeout } = keepAlive;
  must(isObject(params), 'keepAlive.params', 'an object', params);
  return {
    name: nonEmpty('keepAlive.name', name),
    params,
    every: duration('keepAlive.every', every),
    reply: reply === undefined ? '' : nonEmpty('keepAlive.reply', reply),
    timeout: duration('keepAlive.timeout', timeout ?? Math.min(every, 10_000)),
  };
}

export function resolveBudget(attemptsPerMinute: number | AttemptBudget = 10): AttemptBudget {
  if (typeof attemptsPerMinute === 'number') return attemptBudget(attemptsPerMinute);
  const shared = isObject(attemptsPerMinute) && typeof attemptsPerMinute.claim === 'function';
  must(shared, 'attemptsPerMinute', 'a number or an attemptBudget()', attemptsPerMinute);
  return attemptsPerMinute;
}

export function resolveEnvironment(
  environment: Observable<EnvironmentSignal> | false = DEFAULT_ENVIRONMENT,
): Observable<EnvironmentSignal> {
  if (environment === false) return EMPTY;
  must(isObservable(environment), 'environment', 'an Observable or false', environment);
  return environment;
}
