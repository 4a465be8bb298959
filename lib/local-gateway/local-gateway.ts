import type { PostOutcome } from './backend/handlers';
import type { GatewayListener } from './gateway-event';
import type { ErrorFrameKind } from './routing/error-frame';

/** An open connection, as `connections` lists them. */
export interface LocalConnection {
  /** As the backend and `@connections` know it. */
  readonly id: string;
  /** The channel it is in now; `'default'` where none was named. */
  readonly channel: string;
  /** Epoch ms of its opening. */
  readonly since: number;
}

/** Where a `delay` strikes. */
export type DelayedStep =
  /** Before the request for a handshake goes to the backend (the default). */
  | 'connect'
  /** Between the backend's yes and the 101: a broadcast in between gets a 410, and the connection is deaf. */
  | 'open'
  /** The answers of the built-in token endpoint. */
  | 'token';

/** A running local gateway. Verbs that take a `connectionId` strike all open connections without one. */
export interface LocalGateway {
  /** Where clients connect, `ws://…`; the stage may follow as a path, as in AWS. */
  readonly url: string;
  /** Where tokens come from: the built-in endpoint, or `/api/ws-token/` of an HTTP backend. */
  readonly tokenUrl: string;
  /** The `endpoint` for an AWS SDK's `ApiGatewayManagementApi` client; `/@connections/{id}` follows. */
  readonly managementUrl: string;
  /** The connections that are open now, oldest first. */
  readonly connections: readonly LocalConnection[];

  /** Sends to one connection: a string as it is, anything else as JSON. */
  post(connectionId: string, message: unknown): PostOutcome;
  /** Sends to everybody in a channel, or to everybody; the result is how many copies went out. */
  broadcast(message: unknown, channel?: string): number;
  /** Closes a connection with 1000, as `DELETE @connections` does; false if there is none of that id. */
  disconnect(connectionId: string): boolean;

  /** Cuts off with a TCP reset and no close frame (1006); the result is how many. */
  drop(connectionId?: string): number;
  /** Closes every connection with a close frame. Default: 1001 "Going away"; the result is how many. */
  closeAll(code?: number, reason?: string): number;
  /** The socket stays up, but nothing is read, answered, sent or closed any more: half-open. The result is how many. */
  freeze(connectionId?: string): number;
  /** Refuses the next `count` handshakes; `Infinity` for ever, 0 to stop. Default status: 400, the backend's own. */
  refuse(count: number, status?: number): void;
  /** Lets the next `count` requests for a token fail. Default: 503 with an empty body. */
  failTokens(count: number, status?: number, body?: string): void;
  /** Makes a step take `ms` longer from now on; `Infinity` for ever, 0 to stop. Default step: `'connect'`. */
  delay(ms: number, step?: DelayedStep): void;
  /** The share (0 to 1) of `$disconnect` calls that never reach the backend. Default: 1, all. */
  loseDisconnects(share?: number): void;
  /**
   * The next `count` connections open but are marked as gone by the backend, as if a broadcast had met them during
   * `$connect`: they get posts and never a broadcast, and what they send is refused with a 400 that the client does not
   * see. An HTTP backend keeps its own table: make a connection deaf there with `delay(ms, 'open')` and a broadcast of its
   * own. Default: 1.
   */
  deafen(count?: number): void;
  /** Delays each copy of each broadcast by its own random part of `ms`: orders differ by connection. 0 to stop. */
  scatterBroadcasts(ms: number): void;
  /**
   * Answers the next `count` posts with `outcome` instead of delivering them; `delivered: true` delivers them all the same
   * (410 although delivered has been seen in AWS). Default: `'gone'`.
   */
  failPosts(count: number, outcome?: Exclude<PostOutcome, 'sent'>, options?: { readonly delivered?: boolean }): void;
  /** Sends one of the gateway's own error frames; the result is to how many. */
  sendErrorFrame(kind: ErrorFrameKind, connectionId?: string): number;
  /** Ends connections as their idle or age limit would, with 1001 "Going away"; the result is how many. */
  expire(connectionId?: string): number;

  /** Calls the listener for everything that happens; the result ends that. No event holds a token. */
  onEvent(listener: GatewayListener): () => void;
  /** Ends every connection and frees the port; resolves when all is gone. May be called again. */
  close(): Promise<void>;
}
