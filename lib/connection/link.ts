import type { Clock } from '../clock';

/** The members of a WebSocket that this library uses: those of a browser and of the package `ws` both have them. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that `send()` has accepted and that are not sent yet. */
  readonly bufferedAmount: number;
  /** Sends one text message. */
  send(text: string): void;
  /** Starts the closing handshake, with a code and a reason of at most 123 bytes. */
  close(code?: number, reason?: string): void;
  /** Ends the connection without a closing handshake, if the host supports it: the package `ws` and Bun do. */
  terminate?(): void;
}

/** Receives what happens on an open link. */
export interface LinkReader {
  /** A frame arrived. */
  receive(data: unknown): void;
  /** A message of the application was passed to the socket. */
  wrote(): void;
  /** It cannot be used. */
  error(error: unknown): void;
}

const OPEN = 1;

/** The window in which frames are counted, in ms. */
const WINDOW = 5_000;

/** A connection with this many frames in a window, two a second, is busy: it would not be silent for seconds. */
const BUSY = 10;

/** One open socket: its reader receives the frames, and messages are written with `send`. */
export class Link {
  /** When it opened, in ms of the clock. */
  readonly since: number;
  /** How many messages were sent on it, keep-alive pings included. */
  sent = 0;
  /** When the last message was sent or received, in ms of the clock: the server's idle limit counts from there. */
  lastActive: number;
  /** Set by the owner of the link as soon as it is open, before the first frame. */
  reader: LinkReader | undefined;
  // The frames of this window, and of the previous one.
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

  /** Ends it on this side: it cannot be used. */
  fail(error: unknown): void {
    this.reader?.error(error);
  }

  /** Whether a message can be sent now: `false` as soon as a close has begun. */
  get writable(): boolean {
    return this.socket.readyState === OPEN;
  }

  /** Bytes that the host has accepted and not yet sent. */
  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  /** Whether it recently received so many frames that a successor without any is in doubt. */
  get wasBusy(): boolean {
    return this.#frames >= BUSY || this.#framesBefore >= BUSY;
  }

  /** How long it has been open, in ms. */
  get uptime(): number {
    return this.clock.now() - this.since;
  }

  /** Sends a message of the client itself: `hello`, a keep-alive ping. */
  sendOwn(text: string): void {
    this.lastActive = this.clock.turn();
    this.sent += 1;
    this.socket.send(text);
  }

  /** Sends a message of the application. */
  send(text: string): void {
    this.sendOwn(text);
    this.reader?.wrote();
  }

  /**
   * Starts a close with this code. Frames are read until it has finished. Unsubscribing releases the socket at once.
   */
  close(code: number, reason: string): void {
    if (this.writable) this.socket.close(code, reason);
  }

  receive(data: unknown): void {
    this.lastActive = this.clock.turn();
    this.clock.stall.disprove();
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
