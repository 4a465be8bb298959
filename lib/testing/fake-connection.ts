import { utf8Length } from '../utf8-length';
import type { FakeWebSocket } from './fake-web-socket';
import { microtask } from './microtask';
import { Queue } from './queue';

/** The server's side of a connection. */
export interface FakeConnection {
  /** A unique id, in the place of API Gateway's connection id. */
  readonly id: string;
  /** The channel of the connection; empty if it has none. */
  readonly channel: string;
  /** The query of its URL, without the token. */
  readonly query: Readonly<Record<string, string>>;
  /** Whether the connection is open: accepted, and not ended by either side. */
  readonly open: boolean;
  /** The messages that the client has sent, parsed, oldest first. A text that is not JSON is kept as a string. */
  readonly received: readonly unknown[];
  /** How the client closed the connection; undefined if it did not. */
  readonly closed:
    | {
        /** 1005 if the client gave no code. */
        readonly code: number;
        /** Empty if the client gave no reason. */
        readonly reason: string;
      }
    | undefined;
  /**
   * The next message of the client that no other call of `next()` has returned. Rejects if the connection ends before.
   */
  next(): Promise<unknown>;
  /** Sends a message: a string as it is, any other value as JSON. */
  send(message: unknown): void;
  /** Sends the error frame of API Gateway, as for a missing route or a failing backend. */
  sendErrorFrame(message?: string): void;
  /** Opens the connection, if `autoAccept` is off. */
  accept(): void;
  /** Refuses the connection, if `autoAccept` is off: a browser gets only the close code 1006. */
  refuse(): void;
  /** Closes the connection with a close frame, as the gateway does at its limits. Default 1001, `'Going away'`. */
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a close frame: 1006. */
  drop(): void;
  /** The socket stays open, but nothing is read, answered, sent or closed any more, until `drop()`. */
  freeze(): void;
  /**
   * The connection stays open, but the backend counts it as gone. It gets no `broadcast()`. Messages of the client are
   * refused, so they are neither in `received` nor returned by `next()`. A broadcast during the handshake causes this
   * in production. `send()` still reaches the client. May be called before `accept()`.
   */
  deafen(): void;
}

/** Callbacks of a connection. */
interface ConnectionObserver {
  readonly opened: (connection: FakeConnection) => void;
  /** @param how a description in words @param retried whether a client then retries on its own */
  readonly ended: (connection: FakeConnection, how: string, retried: boolean) => void;
  /** Returns why `next()` waits. */
  readonly whyNoMessage: (connection: FakeConnection, what: string) => string;
}

/** @internal A connection as the gateway uses it. */
export class Connection implements FakeConnection {
  readonly received: unknown[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #messages = new Queue<unknown>(() => this.#observer.whyNoMessage(this, this.#silence()));
  readonly #socket: FakeWebSocket;
  readonly #observer: ConnectionObserver;
  #frozen = false;
  #deaf = false;
  #state: 'is not accepted yet' | 'is not open yet' | 'is open' | 'has ended' = 'is not accepted yet';

  constructor(
    readonly id: string,
    readonly channel: string,
    readonly query: Readonly<Record<string, string>>,
    socket: FakeWebSocket,
    observer: ConnectionObserver,
  ) {
    this.#socket = socket;
    this.#observer = observer;
  }

  get open(): boolean {
    return this.#state === 'is open' && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Whether the backend counts it as gone: it gets no broadcast. */
  get deaf(): boolean {
    return this.#deaf;
  }

  /** Whether it can be cut. A frozen connection can, even if its client has already closed it. */
  get up(): boolean {
    return this.#state === 'is open';
  }

  /** Whether it was neither accepted nor refused yet. */
  get waiting(): boolean {
    return this.#state === 'is not accepted yet';
  }

  accept(): void {
    this.#decide(() => {
      // The client may have closed it in the meantime.
      if (this.#socket.readyState !== this.#socket.CONNECTING) return;
      this.#state = 'is open';
      this.#socket.opened();
      this.#observer.opened(this);
    });
  }

  refuse(why = 'refuse()'): void {
    this.#decide(() => this.#fail(`was refused: ${why}`, true));
  }

  send(message: unknown): void {
    this.#check('send');
    const text = textOf(message);
    if (!this.#frozen) microtask(() => this.#socket.message(text));
  }

  sendErrorFrame(message = 'Internal server error'): void {
    this.send({ message, connectionId: this.id, requestId: `${this.id}-request` });
  }

  close(code = 1_001, reason = code === 1_001 ? 'Going away' : ''): void {
    checkCloseFrame(code, reason);
    this.#check('close');
    if (!this.#frozen) this.#end(`was closed by the gateway with ${code}`, true, code, reason);
  }

  drop(): void {
    if (!this.up) this.#check('drop');
    this.#end('was cut off', true);
  }

  freeze(): void {
    this.#check('freeze');
    this.#frozen = true;
  }

  deafen(): void {
    if (this.#state === 'is open' || this.#state === 'has ended') this.#check('deafen');
    this.#deaf = true;
  }

  next(): Promise<unknown> {
    return this.#messages.next();
  }

  /** Takes a message of the client, and returns whether it was read. */
  take(text: string): boolean {
    if (this.#frozen) return false;
    // The gateway has read it. The backend answers with 400, which the client never gets.
    if (this.#deaf) return true;
    const message = parsed(text);
    this.received.push(message);
    this.#messages.push(message);
    return true;
  }

  /** The client has called close(). An open connection is answered; for any other the handshake fails. */
  closing(code: number, reason: string): void {
    if (this.#frozen) return;
    this.closed = { code, reason };
    const how = `was closed by the client with ${code}`;
    if (this.#state === 'is open') this.#end(how, false, code, reason);
    else microtask(() => this.#fail(how, false));
  }

  #decide(work: () => void): void {
    if (this.#state !== 'is not accepted yet')
      throw new Error(`connection ${this.id} was accepted or refused already.`);
    this.#state = 'is not open yet';
    microtask(work);
  }

  #fail(how: string, retried: boolean): void {
    this.#ended(how, retried);
    this.#socket.failed();
  }

  #end(how: string, retried: boolean, code?: number, reason?: string): void {
    microtask(() => {
      this.#ended(how, retried);
      this.#socket.closed(code, reason);
    });
  }

  #ended(how: string, retried: boolean): void {
    this.#state = 'has ended';
    this.#messages.end(`next: connection ${this.id} has ended, and the client sent no further message.`);
    this.#observer.ended(this, how, retried);
  }

  /** Why a client may have sent nothing. */
  #silence(): string {
    if (this.#deaf) return 'it is deaf, so what the client sends is not handled';
    if (this.#frozen) return 'it is frozen, so nothing that the client sends is read';
    if (!this.up) return `it ${this.#state}`;
    const { length } = this.received;
    return length === 0
      ? 'the client sent nothing on it'
      : `the client sent ${length} on it, and next() has given out all of them`;
  }

  #check(verb: string): void {
    if (this.open) return;
    const state = this.#state === 'is open' ? 'is closing' : this.#state;
    throw new Error(`${verb}: connection ${this.id} ${state}; \`await gateway.connected()\` gives one that is open.`);
  }
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  // JSON.stringify returns undefined for values without JSON, in spite of its declared type.
  const text = JSON.stringify(message) as string | undefined;
  if (text !== undefined) return text;
  throw new TypeError(`send: a message must be a string, or what JSON can hold; got ${typeof message}.`);
}

/** Throws for a code or reason that a close frame cannot carry (RFC 6455, sections 5.5.1 and 7.4). */
function checkCloseFrame(code: number, reason: string): void {
  const registered = code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
  if (!Number.isInteger(code) || !(registered || (code >= 3_000 && code <= 4_999))) {
    throw new RangeError(
      `close: no close frame carries ${String(code)}; 1000, 1001 or 3000 to 4999 can be, and drop() gives 1006.`,
    );
  }
  if (utf8Length(reason) > 123) throw new RangeError('close: the reason may have 123 bytes at most.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
