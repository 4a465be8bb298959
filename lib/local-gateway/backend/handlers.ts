import type { JsonObject } from '../rules/handler-selection';

/** What became of a message to a connection, in the words of the `@connections` API. */
export type PostOutcome =
  /** Handed to the connection (200). */
  | 'sent'
  /** No open connection has that id: it ended, or its `$connect` is not answered yet (410, `GoneException`). */
  | 'gone'
  /** Longer than `limits.messageBytes` (413, `PayloadTooLargeException`). */
  | 'too-large'
  /** The client does not read fast enough: `limits.bufferBytes` wait for it already (429, `LimitExceededException`). */
  | 'limit-exceeded'
  /** Refused by a fault (403, `ForbiddenException`). */
  | 'forbidden';

/** What a handler gets to see and to do. */
export interface HandlerContext {
  /** What happened: the connection opens, sent a message, or ended. */
  readonly event: 'connect' | 'message' | 'disconnect';
  /** The connection's id, as `@connections` knows it. */
  readonly connectionId: string;
  /** The channel that the connection is in now. */
  readonly channel: string;
  /** `?username=` of the connection's URL, else `guest-` and four characters of the id. */
  readonly username: string;
  /** The message as parsed JSON; `{}` for `connect` and `disconnect`. */
  readonly message: JsonObject;
  /** The query of the connection's URL, without the token. */
  readonly query: Readonly<Record<string, string>>;
  /** The headers of the handshake, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the client. */
  readonly sourceIp: string;
  /** Sends to this connection: a string as it is, anything else as JSON. Within `connect` it is `'gone'`, as in AWS. */
  readonly send: (message: unknown) => Promise<PostOutcome>;
  /** Sends to everybody in a channel, by default this connection's own; resolves to how many it reached. */
  readonly broadcast: (message: unknown, channel?: string) => Promise<number>;
  /** Moves this connection to another channel. */
  readonly changeChannel: (channel: string) => void;
}

/** A `connect` handler's way to refuse (any status but 2xx) or to name the sub-protocol to be echoed. */
export interface ConnectAnswer {
  /** The status of the handshake. Default: 200. */
  readonly statusCode?: number;
  /** The sub-protocol that the backend names; echoed when the client offered it. Default: none. */
  readonly protocol?: string;
}

/** Thrown by a handler: a 400 with this text, as the Django package refuses a message. No client sees it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/**
 * One handler. For `connect` a returned {@link ConnectAnswer} decides about the handshake and anything else accepts it;
 * for a message the returned value is the backend's answer, which reaches the client on a two-way route only. A handler
 * that throws is a failed integration: 502 for `connect`, the frame "Internal server error" for a message.
 */
export type Handler = (context: HandlerContext) => unknown;

/**
 * Handlers in JavaScript: `connect` and `disconnect` for the life of a connection, `default` for messages that name no
 * other, and any further one by the name that messages carry in `handler`, else in `action`.
 */
export type Handlers = Readonly<Record<string, Handler>>;
