import { isObservable, type Observable } from 'rxjs';
import { isFunction, isObject } from '../checks';
import { DELAY, OBJECT, OBJECT_OR_FALSE, POSITIVE, TEXT } from '../option-rules';
import { defaultsOf, REQUIRED, type Option, type OptionTable } from '../option-table';
import { detail } from '../text';
import type { AttemptBudget } from './attempt-budget';
import { browserEnvironment, type EnvironmentSignal } from './environment';
import type { Lead, TimeLimits } from './rotation-due';

/** The server's limits. */
export interface Limits extends TimeLimits {
  /**
   * The longest message that may be sent, in bytes of UTF-8. A longer message is a `SendError` `too-large`: a browser
   * sends a message as one frame, and API Gateway closes a connection with 1009 over a larger frame. Default 32,768.
   */
  readonly messageBytes: number;
}

const LIMITS_TABLE = {
  idle: [600_000, POSITIVE],
  age: [7_200_000, POSITIVE],
  messageBytes: [32_768, POSITIVE],
} as const satisfies OptionTable<Limits>;

/**
 * The limits of API Gateway: 10 minutes, 2 hours, 32 KiB
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html).
 */
export const apiGatewayLimits: Limits = /* @__PURE__ */ defaultsOf(LIMITS_TABLE);

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

const ROTATION_TABLE = {
  ahead: [600_000, DELAY],
  idleAhead: [60_000, DELAY],
  spread: [300_000, DELAY],
  overlap: [10_000, DELAY],
  dedupe: [
    'text',
    [detail`'text', false or a function`, (value) => value === 'text' || value === false || isFunction(value)],
  ],
} as const satisfies OptionTable<RotationConfig>;

const KEEP_ALIVE_TABLE = {
  name: [REQUIRED, TEXT],
  params: [{}, OBJECT],
  every: [REQUIRED, DELAY, POSITIVE],
  reply: [undefined, TEXT],
  timeout: [undefined, DELAY, POSITIVE],
} as const satisfies OptionTable<KeepAliveConfig>;

/** The option `limits`. */
export const LIMITS = [apiGatewayLimits, OBJECT_OR_FALSE, LIMITS_TABLE] as const;

/** The option `rotation`. With `false` the server closes each connection, and two are never open at once. */
export const ROTATION = [/* @__PURE__ */ defaultsOf(ROTATION_TABLE), OBJECT_OR_FALSE, ROTATION_TABLE] as const;

/** The option `keepAlive`. */
export const KEEP_ALIVE = [false, OBJECT_OR_FALSE, KEEP_ALIVE_TABLE] as const;

/** The limits if the option is `false`. */
export const NO_LIMITS: Limits = { idle: Infinity, age: Infinity, messageBytes: Infinity };

/** The option `attemptsPerMinute`. A number is checked by `attemptBudget()`. */
export const ATTEMPTS_PER_MINUTE = [
  10,
  [
    detail`a number or an attemptBudget()`,
    (value) => typeof value === 'number' || (isObject(value) && isFunction(value.claim)),
  ],
] as const satisfies Option<number | AttemptBudget>;

/** The option `environment`. */
export const ENVIRONMENT = [
  /* @__PURE__ */ browserEnvironment(),
  [detail`an Observable or false`, (value) => value === false || isObservable(value)],
] as const satisfies Option<Observable<EnvironmentSignal> | false>;
