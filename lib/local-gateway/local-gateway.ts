import type { PostOutcome } from './backend/handlers';
import type { GatewayListener } from './gateway-event';
import type { ErrorFrameKind } from './routing/error-frame';

/** An open connection in the list of `connections`. */
export interface LocalConnection {
  /** The id, as in the backend and in `@connections`. */
  readonly id: string;
  /** The current channel; `'default'` if the client named none. */
  readonly channel: string;
  /** The time of its opening, in epoch ms. */
  readonly since: number;
}

/** The step that a `delay` applies to. */
export type DelayedStep =
  /** Before the request for a handshake is passed to the backend (the default). */
  | 'connect'
  /** Between the backend's 2xx and the 101: a broadcast in between gets a 410, and the connection is deaf. */
  | 'open'
  /** The answers of the built-in token endpoint. */
  | 'token';

/** A running local gateway. Methods with an optional `connectionId` apply to all open connections without it. */
export interface LocalGateway {
  /** The URL for clients, `ws://…`. The stage may follow as a path, as in AWS. */
  readonly url: string;
  /** The URL for tokens: the built-in endpoint, or `/api/ws-token/` of an HTTP backend. */
  readonly tokenUrl: string;
  /** The `endpoint` for an AWS SDK's `ApiGatewayManagementApi` client, which appends `/@connections/{id}`. */
  readonly managementUrl: string;
  /** The open connections, oldest first. */
  readonly connections: readonly LocalConnection[];

  /** Sends to one connection: a string as it is, any other value as JSON. */
  post(connectionId: string, message: unknown): PostOutcome;
  /** Sends to all connections, or to those of one channel. Returns how many messages were sent. */
  broadcast(message: unknown, channel?: string): number;
  /**
   * Closes a connection with 1000, as `DELETE @connections` does. Returns false if there is no connection with that id.
   */
  disconnect(connectionId: string): boolean;

  /** Cuts the connection with a TCP reset and without a close frame (1006). Returns how many were cut. */
  drop(connectionId?: string): number;
  /** Closes all connections with a close frame. Default: 1001 "Going away". Returns how many were closed. */
  closeAll(code?: number, reason?: string): number;
  /**
   * Makes the connection half-open: the socket stays open, but nothing is read, answered, sent or closed any more.
   * Returns how many were frozen.
   */
  freeze(connectionId?: string): number;
  /**
   * Refuses the next `count` handshakes. `Infinity`: without a limit; 0: stop. Default status: 400, as from the
   * backend.
   */
  refuse(count: number, status?: number): void;
  /** Makes the next `count` requests for a token fail. Default: 503 with an empty body. */
  failTokens(count: number, status?: number, body?: string): void;
  /** Makes a step take `ms` longer from now on. `Infinity`: it never ends; 0: stop. Default step: `'connect'`. */
  delay(ms: number, step?: DelayedStep): void;
  /** Sets the share (0 to 1) of `$disconnect` calls that never reach the backend. Default: 1, all. */
  loseDisconnects(share?: number): void;
  /**
   * Opens the next `count` connections, but marks them as gone in the backend, as after a broadcast during `$connect`.
   * They get posts but never a broadcast. Their messages are refused with a 400, which the client does not get. An HTTP
   * backend has its own table: make a connection deaf there with `delay(ms, 'open')` and a broadcast of the backend.
   * Default: 1.
   */
  deafen(count?: number): void;
  /**
   * Delays each message of each broadcast by its own random part of `ms`, so that the order differs between
   * connections. 0: stop.
   */
  scatterBroadcasts(ms: number): void;
  /**
   * Answers the next `count` posts with `outcome` instead of delivering them. `delivered: true` delivers them
   * nevertheless (AWS has answered 410 for a delivered message). Default: `'gone'`.
   */
  failPosts(count: number, outcome?: Exclude<PostOutcome, 'sent'>, options?: { readonly delivered?: boolean }): void;
  /** Sends one of the gateway's own error frames. Returns the number of connections. */
  sendErrorFrame(kind: ErrorFrameKind, connectionId?: string): number;
  /** Ends connections as the idle or age limit does, with 1001 "Going away". Returns how many were ended. */
  expire(connectionId?: string): number;

  /** Calls the listener for each event; the result removes it. No event contains a token. */
  onEvent(listener: GatewayListener): () => void;
  /** Ends all connections and releases the port. Resolves when everything has ended. May be called again. */
  close(): Promise<void>;
}
