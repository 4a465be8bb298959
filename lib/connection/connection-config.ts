import { EMPTY, isObservable, type Observable } from 'rxjs';
import { duration, isRecord, milliseconds, nonEmpty, positive, withDefaults } from '../checks';
import { ConfigError } from '../errors';
import { show } from '../show';
import { attemptBudget, type AttemptBudget } from './attempt-budget';
import { browserEnvironment, type EnvironmentSignal } from './environment';
import type { Lead, TimeLimits } from './rotation-due';

/** The server's limits. */
export interface Limits extends TimeLimits {
  /**
   * The most bytes that a message may have in UTF-8: a browser sends it as one frame, and API Gateway closes with 1009
   * over 32 KiB a frame.
   */
  readonly messageBytes: number;
}

/** The limits of API Gateway: 10 minutes, 2 hours, 32 KiB (contract A1). */
export const apiGatewayLimits: Limits = { idle: 600_000, age: 7_200_000, messageBytes: 32_768 };

/** How a connection is replaced before the server ends it. Times in ms. */
export interface RotationConfig<Message = unknown> extends Lead {
  /** How long the old and the new connection both live. Default 10,000. */
  readonly overlap: number;
  /**
   * By what copies are known, since both connections bring a broadcast in the overlap: by their text (`'text'`,
   * default), by an id that a message has, or not at all (`false`), which delivers the frames of both.
   */
  readonly dedupe: 'text' | false | ((message: Message) => string | undefined);
}

/** An application ping, and what must answer it. */
export interface KeepAliveConfig {
  /** The message to send. */
  readonly name: string;
  readonly params?: object;
  /** ms between pings. */
  readonly every: number;
  /** The type of the answer. Left out, any inbound frame is a sign of life. */
  readonly reply?: string;
  /** ms to wait for the answer. Default 10,000, or `every` where that is shorter. */
  readonly timeout?: number;
}

const ROTATION: RotationConfig = {
  ahead: 600_000,
  idleAhead: 60_000,
  spread: 300_000,
  overlap: 10_000,
  dedupe: 'text',
};

const NO_LIMITS: TimeLimits = { idle: Infinity, age: Infinity };

export function resolveLimits(limits: Partial<Limits> | false = {}): {
  readonly limits: TimeLimits;
  readonly messageBytes: number;
} {
  if (limits === false) return { limits: NO_LIMITS, messageBytes: Infinity };
  if (!isRecord(limits)) throw new ConfigError('limits', `must be an object or false; got ${show(limits)}.`);
  const { idle, age, messageBytes } = withDefaults<Limits>(apiGatewayLimits, limits);
  return {
    limits: { idle: positive('limits.idle', idle), age: positive('limits.age', age) },
    messageBytes: positive('limits.messageBytes', messageBytes),
  };
}

/** `false` waits for the server to close: nothing is replaced ahead of a limit. What replaces it otherwise overlaps the same. */
export function resolveRotation<Message>(
  rotation: Partial<RotationConfig<Message>> | false = {},
): RotationConfig<Message> & { readonly lead: Lead | undefined } {
  if (!isRecord(rotation) && rotation !== false) {
    throw new ConfigError('rotation', `must be an object or false; got ${show(rotation)}.`);
  }
  const given = withDefaults<RotationConfig<Message>>(ROTATION, rotation === false ? {} : rotation);
  for (const name of ['ahead', 'idleAhead', 'spread', 'overlap'] as const)
    milliseconds(`rotation.${name}`, given[name]);
  if (given.dedupe !== 'text' && given.dedupe !== false && typeof given.dedupe !== 'function') {
    throw new ConfigError('rotation.dedupe', `must be 'text', false or a function; got ${show(given.dedupe)}.`);
  }
  return { ...given, lead: rotation === false ? undefined : given };
}

export function resolveKeepAlive(keepAlive: KeepAliveConfig | false = false): Required<KeepAliveConfig> | undefined {
  if (keepAlive === false) return undefined;
  if (!isRecord(keepAlive)) throw new ConfigError('keepAlive', `must be an object or false; got ${show(keepAlive)}.`);
  const { name, params = {}, every, reply = '' } = keepAlive;
  if (keepAlive.reply !== undefined) nonEmpty('keepAlive.reply', reply);
  duration('keepAlive.every', every);
  if (!isRecord(params) || Array.isArray(params))
    throw new ConfigError('keepAlive.params', `must be an object; got ${show(params)}.`);
  const timeout = duration('keepAlive.timeout', keepAlive.timeout ?? Math.min(every, 10_000));
  return { name: nonEmpty('keepAlive.name', name), params, every, reply, timeout };
}

export function resolveBudget(attemptsPerMinute: number | AttemptBudget = 10): AttemptBudget {
  if (typeof attemptsPerMinute === 'number') return attemptBudget(attemptsPerMinute);
  if (isRecord(attemptsPerMinute) && typeof attemptsPerMinute.claim === 'function') return attemptsPerMinute;
  throw new ConfigError('attemptsPerMinute', `must be a number or an attemptBudget(); got ${show(attemptsPerMinute)}.`);
}

export function resolveEnvironment(
  environment: Observable<EnvironmentSignal> | false = browserEnvironment(),
): Observable<EnvironmentSignal> {
  if (environment === false) return EMPTY;
  if (isObservable(environment)) return environment;
  throw new ConfigError('environment', `must be an Observable or false; got ${show(environment)}.`);
}
