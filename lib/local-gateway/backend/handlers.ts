import type { JsonObject } from '../rules/handler-selection';

/** The outcome of a message to a connection, as in the `@connections` API. */
export type PostOutcome =
  /** Passed to the connection (200). */
  | 'sent'
  /**
   * There is no open connection with that id: it has ended, or its `$connect` is not answered yet (410,
   * `GoneException`).
   */
  | 'gone'
  /** Longer than `limits.messageBytes` (413, `PayloadTooLargeException`). */
  | 'too-large'
  /**
   * The client does not read fast enough: `limits.bufferBytes` are already buffered for it (429,
   * `LimitExceededException`).
   */
  | 'limit-exceeded'
  /** Refused by a fault (403, `ForbiddenException`). */
  | 'forbidden';

/** The data and the methods that a handler gets. */
export interface HandlerContext {
  /** The event: the connection opens, has sent a message, or has ended. */
  readonly event: 'connect' | 'message' | 'disconnect';
  /** The connection's id, as in `@connections`. */
  readonly connectionId: string;
  /** The current channel of the connection. */
  readonly channel: string;
  /** `?username=` of the connection's URL, else `guest-` and four characters of the id. */
  readonly username: string;
  /** The message as parsed JSON; `{}` for `connect` and `disconnect`. */
  readonly message: JsonObject;
  /** The query of the connection's URL, without the token. */
  readonly query: Readonly<Record<string, string>>;
  /** The headers of the handshake, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the client. */
  readonly sourceIp: string;
  /**
   * Sends to this connection: a string as it is, any other value as JSON. Within `connect` the outcome is `'gone'`, as
   * in AWS.
   */
  readonly send: (message: unknown) => Promise<PostOutcome>;
  /** Sends to all connections of a channel, by default this connection's channel. Resolves to the number it reached. */
  readonly broadcast: (message: unknown, channel?: string) => Promise<number>;
  /** Moves this connection to another channel. */
  readonly changeChannel: (channel: string) => void;
}

/** The result of a `connect` handler that refuses (any status but 2xx) or names the sub-protocol to echo. */
export interface ConnectAnswer {
  /** The status of the handshake. Default: 200. */
  readonly statusCode?: number;
  /** The sub-protocol that the backend names, which is echoed if the client offered it. Default: none. */
  readonly protocol?: string;
}

/** Thrown by a handler to refuse a message, as the Django package does: a 400 with this text. No client gets it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/**
 * One handler. For `connect` a returned {@link ConnectAnswer} decides about the handshake, and any other value accepts
 * it. For a message the returned value is the backend's answer, which reaches the client on a two-way route only. A
 * handler that throws is a failed integration: 502 for `connect`, the frame "Internal server error" for a message.
 */
export type Handler = (context: HandlerContext) => unknown;

/**
 * Handlers in JavaScript. `connect` and `disconnect` are called at the start and the end of a connection. A message
 * calls the handler that it names in `handler`, else in `action`, and `default` if it names no other.
 */
export type Handlers = Readonly<Record<string, Handler>>;
