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
  readonly closed: { readonly code: number; readonly reason: string } | undefined;
  /** The next message that the client sends, or has sent and nobody has waited for yet. */
  next(): Promise<unknown>;
  /** Sends a message: an object as JSON, a string as it is. */
  send(message: unknown): void;
  /** Sends what API Gateway itself answers where a route is missing or the backend fails (contract A5). */
  sendErrorFrame(message?: string): void;
  /** Opens it, where `autoAccept` is off. */
  accept(): void;
  /** Refuses it, where `autoAccept` is off: a browser sees 1006 and no more. */
  refuse(): void;
  /** Closes it in order, as the gateway does at its limits. Default 1001, `'Going away'`. */
  close(code?: number, reason?: string): void;
  /** Cuts it off, without a close frame: 1006. */
  drop(): void;
}

/** Who is told what becomes of a connection. */
interface Told {
  readonly opened: (connection: FakeConnection) => void;
  readonly ended: (connection: FakeConnection) => void;
}

/** @internal What the gateway does with a connection of its own. */
export class Connection implements FakeConnection {
  readonly received: unknown[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #messages = new Queue<unknown>();
  readonly #socket: FakeWebSocket;
  readonly #told: Told;
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

  refuse(): void {
    this.#decide(() => this.#fail());
  }

  send(message: unknown): void {
    this.#check('send');
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    microtask(() => this.#socket.message(text));
  }

  sendErrorFrame(message = 'Internal server error'): void {
    this.send({ message, connectionId: this.id, requestId: `${this.id}-request` });
  }

  close(code = 1_001, reason = 'Going away'): void {
    this.#check('close');
    this.#end(code, reason);
  }

  drop(): void {
    this.#check('drop');
    this.#end();
  }

  next(): Promise<unknown> {
    return this.#messages.next();
  }

  /** The client sent something. */
  take(text: string): void {
    const message = parsed(text);
    this.received.push(message);
    this.#messages.push(message);
  }

  /** The client asked to close: an open one is answered, one that is not open has failed. */
  closing(code: number, reason: string): void {
    this.closed = { code, reason };
    if (this.#state === 'is open') this.#end(code, reason);
    else microtask(() => this.#fail());
  }

  #decide(work: () => void): void {
    if (this.#state !== 'is not accepted yet')
      throw new Error(`connection ${this.id} was accepted or refused already.`);
    this.#state = 'is not open yet';
    microtask(work);
  }

  #fail(): void {
    this.#state = 'has ended';
    this.#told.ended(this);
    this.#socket.failed();
  }

  #end(code?: number, reason?: string): void {
    microtask(() => {
      this.#state = 'has ended';
      this.#told.ended(this);
      this.#socket.closed(code, reason);
    });
  }

  #check(verb: string): void {
    if (this.open) return;
    const state = this.#state === 'is open' ? 'is closing' : this.#state;
    throw new Error(`${verb}: connection ${this.id} ${state}; \`await gateway.connected()\` gives one that is open.`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
