import type { Clock } from '../clock';

/** What is asked of a WebSocket: the part that the browsers' and the package `ws` have in common. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that were handed over and are not sent yet. */
  readonly bufferedAmount: number;
  /** Hands over one message. */
  send(text: string): void;
  /** Begins to close, with a code and a reason of at most 123 bytes. */
  close(code?: number, reason?: string): void;
}

/** What reads an open link. */
export interface LinkReader {
  /** A frame came. */
  receive(data: unknown): void;
  /** A message of the application was handed to the socket. */
  wrote(): void;
  /** It cannot be used. */
  error(error: unknown): void;
}

const OPEN = 1;

/** Frames are counted in windows of so many ms. */
const WINDOW = 5_000;

/** So many frames in a window, two a second, leave no room for a silence of seconds. */
const BUSY = 10;

/** One open socket, for those that read and write. */
export class Link {
  /** When it opened, in ms of the clock. */
  readonly since: number;
  /** How many messages were sent on it, keep-alive pings included. */
  sent = 0;
  /** When the last message went or came, in ms of the clock: the server's idle limit counts from there. */
  lastActive: number;
  /** Set by the owner of the link as soon as it is open, before any frame can come. */
  reader: LinkReader | undefined;
  // Frames of this window and of the one before.
  #windowStart: number;
  #frames = 0;
  #framesBefore = 0;

  constructor(
    private readonly socket: WebSocketLike,
    private readonly clock: Clock,
  ) {
    this.since = clock.now();
    this.lastActive = this.since;
    this.#windowStart = this.since;
  }

  /** Ends it here: it cannot be used. */
  fail(error: unknown): void {
    this.reader?.error(error);
  }

  /** Whether a frame handed over now would go out: false from the first moment of a close on. */
  get writable(): boolean {
    return this.socket.readyState === OPEN;
  }

  /** Bytes that the host has taken and not yet sent. */
  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  /** Whether it brought so many frames lately that a connection in its place which brings none is in doubt. */
  get wasBusy(): boolean {
    return this.#frames >= BUSY || this.#framesBefore >= BUSY;
  }

  /** For how long it has been open, in ms. */
  get uptime(): number {
    return this.clock.now() - this.since;
  }

  /** Sends a message of the client itself: `hello`, a keep-alive ping. */
  sendOwn(text: string): void {
    this.lastActive = this.clock.now();
    this.sent += 1;
    this.socket.send(text);
  }

  /** Sends a message of the application. */
  send(text: string): void {
    this.sendOwn(text);
    this.reader?.wrote();
  }

  /** Closes with a code of its own. What still comes is read until the close is done; unsubscribing lets go at once. */
  close(code: number, reason: string): void {
    if (this.writable) this.socket.close(code, reason);
  }

  receive(data: unknown): void {
    this.lastActive = this.clock.enter();
    if (this.lastActive >= this.#windowStart + WINDOW) this.#nextWindow();
    this.#frames += 1;
    this.reader?.receive(data);
  }

  #nextWindow(): void {
    this.#framesBefore = this.lastActive < this.#windowStart + 2 * WINDOW ? this.#frames : 0;
    this.#frames = 0;
    this.#windowStart = this.lastActive;
  }
}
