import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectionFacts } from '../backend/integration';
import type { Limits } from '../settings';
import { watchFrames } from './frame-watch';

/** Callbacks of an open connection. */
export interface ConnectionListener {
  /** A complete text message. The promise settles when the backend has handled it. */
  message(text: string, bytes: number): Promise<void>;
  /** The connection has ended, with the code and reason for the backend's disconnect event. */
  ended(code: number, reason: string): void;
}

/** The close of a connection that the gateway itself ends: it was idle too long, or is too old. */
export const GOING_AWAY = { code: 1001, reason: 'Going away' } as const;

const UNSUPPORTED_DATA = 1003;
const TOO_BIG = 1009;
/** The ms in which a client must answer a close frame; then it is cut off. */
const CLOSE_TIMEOUT = 5_000;
/**
 * The maximum number of messages of one client that the backend handles at once. The client's socket is not read above
 * it.
 */
const MOST_IN_FLIGHT = 1_000;

/** One connection from its 101 to its end: its frames, its limits, its faults, and the ways to end it. */
export class OpenConnection {
  /** In epoch ms. */
  readonly connectedAt = Date.now();
  #lastActiveAt = this.connectedAt;
  #state: 'open' | 'closing' | 'ended' = 'open';
  #ending: { readonly code: number; readonly reason: string } | undefined;
  #frozen = false;
  #inFlight = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  readonly #ageTimer: NodeJS.Timeout;

  constructor(
    readonly facts: ConnectionFacts,
    private readonly socket: WebSocket,
    private readonly stream: Duplex,
    private readonly limits: Limits,
    pingsResetIdle: boolean,
    private readonly listener: ConnectionListener,
  ) {
    if (stream instanceof Socket) {
      watchFrames(stream, limits.frameBytes, () => {
        this.close(TOO_BIG, '');
      });
    }
    socket.on('message', (data: Buffer, isBinary) => {
      this.#receive(data, isBinary);
    });
    // `ws` closes by itself, with the right code, for a message that is too long or is not UTF-8.
    socket.on('error', () => {
      this.#awaitEnd();
    });
    socket.on('close', (code, reason) => {
      this.#end(code, reason.toString());
    });
    if (pingsResetIdle) socket.on('ping', () => (this.#lastActiveAt = Date.now()));
    this.#ageTimer = setTimeout(() => {
      this.close(GOING_AWAY.code, GOING_AWAY.reason);
    }, limits.age);
    this.#watchIdle();
  }

  get isOpen(): boolean {
    // `ws` leaves the open state by itself when the client closes or violates the protocol.
    return this.#state === 'open' && this.socket.readyState === this.socket.OPEN;
  }

  /** The time of the last message in either direction, in epoch ms. */
  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  send(data: Buffer): 'sent' | 'gone' | 'limit-exceeded' {
    if (!this.isOpen) return 'gone';
    // The gateway cannot detect that a frozen peer is lost: for the gateway, everything is still sent.
    if (this.#frozen) return 'sent';
    if (this.socket.bufferedAmount + data.length > this.limits.bufferBytes) return 'limit-exceeded';
    this.#lastActiveAt = Date.now();
    this.socket.send(data, { binary: false });
    return 'sent';
  }

  /** Closes with a close frame. `reason` is for the client, `reported` for the backend's event. */
  close(code: number, reason: string, reported = reason): void {
    if (!this.isOpen || this.#frozen) return;
    this.socket.close(code, reason);
    this.#state = 'closing';
    this.#ending = { code, reason: reported };
    this.#awaitEnd();
  }

  /** A TCP reset without a close frame: the client gets 1006. */
  drop(): void {
    if (this.#state === 'ended') return;
    this.#ending ??= { code: 1006, reason: '' };
    // From now on nothing is read, answered, sent or closed: a half-open connection.
    if (this.stream instanceof Socket && !this.stream.writableEnded) this.stream.resetAndDestroy();
    else this.socket.terminate();
  }

  /** Ends the connection at once, in any state. */
  freeze(): void {
    this.#frozen = true;
    this.stream.pause();
    this.#stopTimers();
  }

  /** A timer that each message restarts would cost work for each message. This one checks again when it fires. */
  terminate(): void {
    this.socket.terminate();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return;
    this.#lastActiveAt = Date.now();
    if (isBinary) {
      this.close(UNSUPPORTED_DATA, '');
      return;
    }
    this.#inFlight += 1;
    if (this.#inFlight === MOST_IN_FLIGHT) this.stream.pause();
    void this.listener.message(data.toString(), data.length).finally(() => {
      this.#inFlight -= 1;
      if (this.#inFlight === MOST_IN_FLIGHT - 1 && !this.#frozen) this.stream.resume();
    });
  }

  #end(code: number, reason: string): void {
    this.#state = 'ended';
    this.#stopTimers();
    const byClient = code === 1005 ? 'Client-side close frame status not set' : reason;
    const { code: toldCode, reason: toldReason } = this.#ending ?? { code, reason: byClient };
    this.listener.ended(toldCode, toldReason);
  }

  // A close frame was sent.
  #watchIdle(): void {
    const left = this.#lastActiveAt + this.limits.idle - Date.now();
    if (left <= 0) {
      this.close(GOING_AWAY.code, GOING_AWAY.reason);
      return;
    }
    this.#idleTimer = setTimeout(() => {
      this.#watchIdle();
    }, left);
  }

  /** A close frame went out. */
  #awaitEnd(): void {
    this.#closeTimer ??= setTimeout(() => {
      this.terminate();
    }, CLOSE_TIMEOUT);
  }

  #stopTimers(): void {
    clearTimeout(this.#closeTimer);
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#ageTimer);
  }
}
