import { foreignCause, printable, propertyOf, type ForeignCause } from './foreign-error';
import { numbered } from './text';

/**
 * The base of all errors of this library: an `Error` with a `name` and a `kind`, so that `error.kind` alone is enough
 * to act on. None of them ever contains a token or a URL with one.
 */
export abstract class GatewaySocketError extends Error {
  /** The kind of the error, as a constant string. */
  abstract readonly kind: string;
  /** The error that led to this one. Declared here for applications whose `lib` is older than ES2022. */
  declare readonly cause?: unknown;
}

/** Details of an error. Not `ErrorOptions`, which a `lib` older than ES2022 does not have. */
export interface ErrorDetails {
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * Options that can never work. Thrown by `gatewaySocket()` synchronously, or by a connection whose `url` cannot be
 * used.
 */
export class ConfigError extends GatewaySocketError {
  override readonly name = 'ConfigError';
  readonly kind = 'config';
  /** The wrong option, as it is written in the configuration: `'backoff.initial'`. */
  readonly option: string;

  constructor(option: string, problem: string, details?: ErrorDetails) {
    super(`${option}: ${problem}`, details);
    this.option = option;
  }
}

/**
 * Why a token fetch failed.
 *
 * | kind | meaning | retried |
 * | --- | --- | --- |
 * | `rate-limited` | the backend's 20 tokens a minute are used up | after `retryAfter`, else after some seconds |
 * | `csrf` | the CSRF cookie or header is missing or wrong | no |
 * | `unauthenticated` | nobody is logged in: 401, a 403 with those words or a JSON body, a redirect | no |
 * | `forbidden` | any other 403: a firewall or a CDN on the way, or a permission | twice; the third in a row is fatal |
 * | `rejected` | the URL or the method is wrong: 404, 405, other 4xx, a missing final slash | no |
 * | `unavailable` | the backend failed (5xx, 408) | yes |
 * | `network` | no answer | yes |
 * | `timeout` | no token within `tokenTimeout`, or an expired one | yes |
 * | `malformed` | an answer without a token, or another error of the source | yes |
 * | `reused` | a token that was used before | yes, with a new fetch |
 */
export type TokenErrorKind =
  | 'rate-limited'
  | 'csrf'
  | 'unauthenticated'
  | 'forbidden'
  | 'rejected'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'malformed'
  | 'reused';

/** Details of a {@link TokenError}. Only own properties count: a script of the page could cause a wait of years. */
export interface TokenErrorDetails extends ErrorDetails, Partial<Pick<TokenError, 'status' | 'date' | 'retryAfter'>> {}

/** A token fetch that returned no usable token. */
export class TokenError extends GatewaySocketError {
  override readonly name = 'TokenError';
  readonly kind: TokenErrorKind;
  /** The HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** The time of the answer by the server's clock (its `Date` header), in epoch ms, if it can be read. */
  readonly date: number | undefined;
  /** The wait that the backend requested (`Retry-After`), in ms, ten minutes at most. */
  readonly retryAfter: number | undefined;
  /** Only the name and the code of the source's error: anything else of it may contain a token. */
  declare readonly cause?: ForeignCause;

  constructor(kind: TokenErrorKind, message: string, details: TokenErrorDetails = {}) {
    const { status, date, retryAfter, cause } = Object.assign(Object.create(null) as TokenErrorDetails, details);
    super(message, cause === undefined ? undefined : { cause: foreignCause(cause) });
    this.kind = kind;
    this.status = status;
    this.date = date;
    this.retryAfter = retryAfter;
  }
}

/**
 * How an attempt or a connection ended. `refused`: it never opened. `timeout`: not within `openTimeout`. `lost`: it was
 * open. `unresponsive`: a keep-alive was not answered, or only an older connection received frames.
 */
export type ConnectionErrorKind = 'refused' | 'timeout' | 'lost' | 'unresponsive';

/** The details of an ending. */
export interface Ending {
  /** The close code (RFC 6455, section 7.4); 1006 if there was no close frame. */
  readonly code: number;
  /** The reason of the close frame; empty if there was none. */
  readonly reason: string;
  /** Whether both sides closed the connection in order. API Gateway's idle and age limits do (1001 "Going away"). */
  readonly wasClean: boolean;
  /** How long the connection was open, in ms; 0 if it never opened. */
  readonly uptime: number;
}

/** The end of one attempt or connection. For a refused handshake a browser reports only the code 1006. */
export class ConnectionError extends GatewaySocketError implements Ending {
  override readonly name = 'ConnectionError';
  readonly kind: ConnectionErrorKind;
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
  readonly uptime: number;

  constructor(kind: ConnectionErrorKind, message: string, ending: Ending) {
    super(message);
    this.kind = kind;
    this.code = ending.code;
    this.reason = ending.reason;
    this.wasClean = ending.wasClean;
    this.uptime = ending.uptime;
  }
}

/**
 * Why a message can never be sent. `too-large`: over `limits.messageBytes`. `reserved-key`: it would choose a route or
 * a handler. `not-serializable`: no JSON. `closed`: after `close()`. `queue-full`: full outbox, with `overflow` set to
 * `'throw'`.
 */
export type SendErrorKind = 'too-large' | 'reserved-key' | 'not-serializable' | 'closed' | 'queue-full';

/** Thrown by `send()` for a message that can never be sent. Nothing was queued. */
export class SendError extends GatewaySocketError {
  override readonly name = 'SendError';
  readonly kind: SendErrorKind;

  constructor(kind: SendErrorKind, message: string, options?: ErrorDetails) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * Why a request has no reply. `timeout`: none arrived in time. `lost`: its connection was lost, and the backend may
 * have handled it. `rejected`: the gateway answered with an error frame.
 */
export type RequestErrorKind = 'timeout' | 'lost' | 'rejected';

/** The error of a `request()`, in printable text: it may contain a text of the gateway. `retry()` sends it again. */
export class RequestError extends GatewaySocketError {
  override readonly name = 'RequestError';
  readonly kind: RequestErrorKind;
  /** The name of the request's message. */
  readonly request: string;

  constructor(kind: RequestErrorKind, request: string, problem: string, options?: ErrorDetails) {
    super(printable(`'${request}' ${problem}`), options);
    this.kind = kind;
    this.request = request;
  }
}

const NAMES: readonly unknown[] = ['ConfigError', 'TokenError', 'ConnectionError', 'SendError', 'RequestError'];

/**
 * Whether a value is an error of this library, by its name and kind, because `instanceof` only matches the classes of
 * one copy. One process may load two copies of the package (ESM and CommonJS, or a module registry that a test resets).
 */
export function isOwnError(error: unknown): error is GatewaySocketError {
  return NAMES.includes(propertyOf(error, 'name')) && typeof propertyOf(error, 'kind') === 'string';
}

export function isConfigError(error: unknown): error is ConfigError {
  return isOwnError(error) && error.name === 'ConfigError';
}

export function isTokenError(error: unknown): error is TokenError {
  return isOwnError(error) && error.name === 'TokenError';
}

export function isConnectionError(error: unknown): error is ConnectionError {
  return isOwnError(error) && error.name === 'ConnectionError';
}

export function isSendError(error: unknown): error is SendError {
  return isOwnError(error) && error.name === 'SendError';
}

/** Returns an error of this library. Any other was thrown by a function of the configuration: no retry cures that. */
export function ownError(error: unknown): GatewaySocketError {
  return isOwnError(error) ? error : configErrorOf(error);
}

/** The error for a function in the configuration that threw. */
export function configErrorOf(error: unknown): ConfigError {
  return isConfigError(error) ? error : new ConfigError('config', numbered`a function in it threw.`, { cause: error });
}
