import { foreignCause, printable, propertyOf, type ForeignCause } from './foreign-error';
import { numbered } from './text';

/**
 * The errors of this library. Every one is a {@link GatewaySocketError}: an `Error` with a `name` and a `kind`, so that
 * `error.kind` alone is enough to act on. None of them ever holds a token or a URL that carries one.
 */
export abstract class GatewaySocketError extends Error {
  /** What happened, as a constant string. */
  abstract readonly kind: string;
  /** What led to it, where something did. Named here for applications whose `lib` is older than ES2022. */
  declare readonly cause?: unknown;
}

/** What an error was made of. Not `ErrorOptions`, which a `lib` older than ES2022 does not have. */
export interface ErrorDetails {
  /** What led to it. */
  readonly cause?: unknown;
}

/** Options that can never work. Thrown by `gatewaySocket()` at once, or by a connection whose `url` cannot be used. */
export class ConfigError extends GatewaySocketError {
  override readonly name = 'ConfigError';
  readonly kind = 'config';
  /** The option at fault, as it is written in the configuration: `'backoff.initial'`. */
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
 * | `rejected` | the address or the method is wrong: 404, 405, other 4xx, a final slash that is missing | no |
 * | `unavailable` | the backend is in trouble (5xx, 408) | yes |
 * | `network` | no answer | yes |
 * | `timeout` | no token within `tokenTimeout`, or one that had outlived itself when it came | yes |
 * | `malformed` | an answer without a token in it, or a source that threw an error of its own | yes |
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

/** What a {@link TokenError} was made of: its own properties alone, or a script of the page could make a wait of years. */
export interface TokenErrorDetails extends ErrorDetails, Partial<Pick<TokenError, 'status' | 'date' | 'retryAfter'>> {}

/** A token fetch that gave no usable token. */
export class TokenError extends GatewaySocketError {
  override readonly name = 'TokenError';
  readonly kind: TokenErrorKind;
  /** The HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** When the answer was given, by the server's clock (its `Date` header), in epoch ms, where that could be read. */
  readonly date: number | undefined;
  /** How long the backend asked to wait, in ms (its `Retry-After`, ten minutes at most), where it did. */
  readonly retryAfter: number | undefined;
  /** What the source threw: its name and its code alone, since anything else of it may hold a token. */
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
 * How an attempt or a connection ended: `refused` never opened, `timeout` did not open within `openTimeout`, `lost` was
 * open, `unresponsive` did not answer a keep-alive, or received nothing of what an older connection received.
 */
export type ConnectionErrorKind = 'refused' | 'timeout' | 'lost' | 'unresponsive';

/** What is known of an ending. */
export interface Ending {
  /** The close code (RFC 6455, section 7.4); 1006 where no close frame came. */
  readonly code: number;
  /** The reason of the close frame; empty where there was none. */
  readonly reason: string;
  /** Whether both sides closed the connection in order. API Gateway's idle and age limits do (1001 "Going away"). */
  readonly wasClean: boolean;
  /** How long the connection was open, in ms; 0 if it never opened. */
  readonly uptime: number;
}

/** The end of one attempt or connection. A browser shows no more than this of a refused handshake: code 1006. */
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
 * Why a message can never be sent: `too-large` is over `limits.messageBytes`, `reserved-key` would choose a route or a handler,
 * `not-serializable` is no JSON, `closed` came after `close()`, `queue-full` met a full outbox with `overflow: 'throw'`.
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
 * Why a request has no reply: none came in time (`timeout`), the connection that it was written on was lost (`lost`;
 * whether it was carried out is not known), or the gateway itself answered it with an error frame (`rejected`).
 */
export type RequestErrorKind = 'timeout' | 'lost' | 'rejected';

/** The error of a `request()`, in printable text: the gateway's own words may be part of it. `retry()` asks again. */
export class RequestError extends GatewaySocketError {
  override readonly name = 'RequestError';
  readonly kind: RequestErrorKind;
  /** The name of the message that was to be answered. */
  readonly request: string;

  constructor(kind: RequestErrorKind, request: string, problem: string, options?: ErrorDetails) {
    super(printable(`'${request}' ${problem}`), options);
    this.kind = kind;
    this.request = request;
  }
}

const NAMES: readonly unknown[] = ['ConfigError', 'TokenError', 'ConnectionError', 'SendError', 'RequestError'];

/**
 * Whether something is an error of this library, by its name and kind. Two copies of the package may run in one process
 * (ESM and CommonJS, a module registry that a test resets), and `instanceof` finds the classes of one alone.
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

/**
 * An error as one of ours. Everything that can go wrong on the wire is one already; anything else was thrown by a
 * function in the configuration, and no retry cures that.
 */
export function ownError(error: unknown): GatewaySocketError {
  return isOwnError(error) ? error : configErrorOf(error);
}

/** What a function in the configuration threw. */
export function configErrorOf(error: unknown): ConfigError {
  return isConfigError(error) ? error : new ConfigError('config', numbered`a function in it threw.`, { cause: error });
}
