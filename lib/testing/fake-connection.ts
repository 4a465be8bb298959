import { utf8Length } from '../utf8-length';
import type { FakeWebSocket } from './fake-web-socket';
import { microtask } from './microtask';
import { Queue } from './queue';

/** The server's side of one connection. */
export interface FakeConnection {
  /** As API Gateway names it: unique. */
  readonly id: string;
  /** The channel it was opened for; empty for none. */
  readonly channel: string;
  /** Its query, without the token. */
  readonly query: Readonly<Record<string, string>>;
  /** Whether it is open: accepted, and neither side has ended it. */
  readonly open: boolean;
  /** What the client sent, parsed, oldest first. A text that is no JSON is there as it is. */
  readonly received: readonly unknown[];
  /** How the client closed it, if it did. */
  readonly closed:
    | {
        /** 1005 for none. */
        readonly code: number;
        /** Empty for none. */
        readonly reason: string;
      }
    | undefined;
  /** The next message that the client sends, or has sent and nobody has waited for yet. Rejects if it ends before. */
  next(): Promise<unknown>;
  /** Sends a message: a string as it is, anything else as JSON. */
  send(message: unknown): void;
  /** Sends what API Gateway itself answers where a route is missing or the backend fails. */
  sendErrorFrame(message?: string): void;
  /** Opens it, where `autoAccept` is off. */
  accept(): void;
  /** Refuses it, where `autoAccept` is off: a browser sees 1006 and no more. */
  refuse(): void;
  /** Closes it in order, as the gateway does at its limits. Default 1001, `'Going away'`. */
  close(code?: number, reason?: string): void;
  /** Cuts it off, without a close frame: 1006. */
  drop(): void;
  /** The socket stays up, but nothing is read, answered, sent or closed any more, until `drop()`. */
  freeze(): void;
  /**
   * It stays open, but the backend counts it as gone: it gets no `broadcast()`, and what the client sends is refused unseen,
   * so it is neither in `received` nor given out by `next()`. That is what a broadcast during its handshake does to a
   * connection. `send()` still reaches it. May be called before `accept()`.
   */
  deafen(): void;
}

/** What is told what becomes of a connection. */
interface Told {
  readonly opened: (connection: FakeConnection) => void;
  /** @param how in words @param retried whether a client goes on after that by itself */
  readonly ended: (connection: FakeConnection, how: string, retried: boolean) => void;
  /** Why `next()` waits. */
  readonly whyNoMessage: (connection: FakeConnection, what: string) => string;
}

/** @internal What the gateway does with a connection of its own. */
export class Connection implements FakeConnection {
  readonly received: unknown[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #messages = new Queue<unknown>(() => this.#told.whyNoMessage(this, this.#silence()));
  readonly #socket: FakeWebSocket;
  readonly #told: Told;
  #frozen = false;
  #deaf = false;
  #state: 'is not accepted yet' | 'is not open yet' | 'is open' | 'has ended' = 'is not accepted yet';

  constructor(
    readonly id: string,
    readonly channel: string,
    readonly query: Readonly<Record<string, string>>,
    socket: FakeWebSocket,
    told: Told,
  ) {
    this.#socket = socket;
    this.#told = told;
  }

  get open(): boolean {
    return this.#state === 'is open' && this.#socket.readyState === this.#socket.OPEN;
  }

  /** Whether the backend counts it as gone: no broadcast goes to it. */
  get deaf(): boolean {
    return this.#deaf;
  }

  /** Whether it can be cut off: a frozen one still can when its client has given it up. */
  get up(): boolean {
    return this.#state === 'is open';
  }

  /** Whether nobody has decided on it yet. */
  get waiting(): boolean {
    return this.#state === 'is not accepted yet';
  }

  accept(): void {
    this.#decide(() => {
      // The client may have given up in the meantime.
      if (this.#socket.readyState !== this.#socket.CONNECTING) return;
      this.#state = 'is open';
      this.#socket.opened();
      this.#told.opened(this);
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

  /** The client sent something; whether it was read. */
  take(text: string): boolean {
    if (this.#frozen) return false;
    // The gateway has read it; the backend answers it with 400, and nobody sees that.
    if (this.#deaf) return true;
    const message = parsed(text);
    this.received.push(message);
    this.#messages.push(message);
    return true;
  }

  /** The client asked to close: an open one is answered, one that is not open has failed. */
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
    this.#told.ended(this, how, retried);
  }

  /** What there is to say of a client that sends nothing. */
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
  // What JSON has no word for gives none, whatever the declaration says.
  const text = JSON.stringify(message) as string | undefined;
  if (text !== undefined) return text;
  throw new TypeError(`send: a message must be a string, or what JSON can hold; got ${typeof message}.`);
}

/** What a close frame can carry (RFC 6455, sections 5.5.1 and 7.4). */
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
