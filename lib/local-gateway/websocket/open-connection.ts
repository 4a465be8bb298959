import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectionFacts } from '../backend/integration';
import type { Limits } from '../settings';
import { watchFrames } from './frame-watch';

/** What an open connection tells the gateway. */
export interface ConnectionListener {
  /** A whole text message; the promise settles when the backend is done with it. */
  message(text: string, bytes: number): Promise<void>;
  /** The connection is over, with the code and reason of the backend's disconnect event. */
  ended(code: number, reason: string): void;
}

/** How a connection ends when nobody but the gateway asked for it: idle too long, or too old. */
export const GOING_AWAY = { code: 1001, reason: 'Going away' } as const;

const UNSUPPORTED_DATA = 1003;
const TOO_BIG = 1009;
/** ms that a client may take to answer a close frame; then it is cut off. */
const CLOSE_TIMEOUT = 5_000;
/** Messages of one client that the backend works on at once; the client's socket is not read while there are more. */
const MOST_IN_FLIGHT = 1_000;

/** One connection from its 101 to its end: its frames, its limits, and the ways to end or to harm it. */
export class OpenConnection {
  /** Epoch ms. */
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
    // What `ws` rejects (a message too long, bytes that are no UTF-8) it closes by itself, with the right code.
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
    // `ws` leaves the open state by itself when the client closes or breaks the protocol.
    return this.#state === 'open' && this.socket.readyState === this.socket.OPEN;
  }

  /** Epoch ms of the last message in either direction. */
  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  send(data: Buffer): 'sent' | 'gone' | 'limit-exceeded' {
    if (!this.isOpen) return 'gone';
    // A frozen peer is one that the gateway does not know to be lost: to it, everything still goes out.
    if (this.#frozen) return 'sent';
    if (this.socket.bufferedAmount + data.length > this.limits.bufferBytes) return 'limit-exceeded';
    this.#lastActiveAt = Date.now();
    this.socket.send(data, { binary: false });
    return 'sent';
  }

  /** Closes with a close frame. `reason` is what the client sees, `told` what the backend's event would say. */
  close(code: number, reason: string, told = reason): void {
    if (!this.isOpen || this.#frozen) return;
    this.socket.close(code, reason);
    this.#state = 'closing';
    this.#ending = { code, reason: told };
    this.#awaitEnd();
  }

  /** A TCP reset, with no close frame: the client sees 1006. */
  drop(): void {
    if (this.#state === 'ended') return;
    this.#ending ??= { code: 1006, reason: '' };
    // Node cannot reset a socket that it is ending: such a socket would never close.
    if (this.stream instanceof Socket && !this.stream.writableEnded) this.stream.resetAndDestroy();
    else this.socket.terminate();
  }

  /** From now on nothing is read, answered or sent, and nothing is closed: a half-open connection. */
  freeze(): void {
    this.#frozen = true;
    this.stream.pause();
    this.#stopTimers();
  }

  /** Ends the connection at once, whatever state it is in. */
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

  // A timer that every message would restart is work for every message; this one looks again when it goes off.
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
