import { utf8Length } from '../utf8-length';
import { microtask } from './microtask';

/** An event of a {@link FakeWebSocket}, with what the events of browsers carry. */
export interface FakeEvent {
  /** Which it is. */
  readonly type: 'open' | 'message' | 'error' | 'close';
  /** The socket that fired it. */
  readonly target: FakeWebSocket;
  /** Of a message: its text. */
  readonly data?: unknown;
  /** Of a close: its code, 1006 where no close frame came. */
  readonly code?: number;
  /** Of a close: its reason, empty where there was none. */
  readonly reason?: string;
  /** Of a close: whether both sides closed in order. */
  readonly wasClean?: boolean;
}

type Listener = (event: FakeEvent) => void;

/** What the gateway sees of its client's side. */
export interface Wire {
  opening(socket: FakeWebSocket, protocols: readonly string[]): void;
  /** Whether it was read; what was not stays in the socket. */
  sent(socket: FakeWebSocket, text: string): boolean;
  /** The client asked to close; a connection that is not open yet gives up its handshake. */
  closing(socket: FakeWebSocket, code: number, reason: string): void;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The close codes that a browser says and that no close frame carries (RFC 6455, section 7.4.1). */
const NO_CODE = 1_005;
const ABNORMAL = 1_006;

/** What a subprotocol may be called: a token of HTTP (RFC 6455, section 4.1). */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** Where the function of `onopen` and the like is kept among the listeners. */
const HANDLER = 'handler';

/**
 * A WebSocket in memory. Its events come in the order that browsers fire them, as seen in Chromium 156 and Firefox 153: a
 * refused handshake gives `error` and then `close` with 1006, and promises go on in between; a connection that is cut
 * gives only `close` with 1006 (Firefox has an `error` before it where the cut is a TCP reset); a `close()` before it is
 * open gives `error` and `close`. `readyState` has changed by the time that an event is fired.
 *
 * It needs nothing of the DOM, and fires in microtasks: fake timers do not hold it up, and none are needed.
 */
export class FakeWebSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;

  readonly url: string;
  readonly protocol = '';
  readonly extensions = '';
  binaryType: 'blob' | 'arraybuffer' = 'blob';
  #readyState: 0 | 1 | 2 | 3 = CONNECTING;
  #bufferedAmount = 0;
  /** By type; a listener twice is there once, and each is called in the order in which it came. */
  readonly #listeners = new Map<string, Map<unknown, Listener>>();
  readonly #wire: Wire;

  constructor(url: string | URL, protocols: string | readonly string[], wire: Wire) {
    this.url = checkedUrl(String(url));
    this.#wire = wire;
    wire.opening(this, checkedProtocols(protocols));
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  /** What a frozen connection has not read, and what came after a `close()`, in bytes. */
  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  get onopen(): Listener | null {
    return this.#handler('open');
  }

  set onopen(handler: Listener | null) {
    this.#handle('open', handler);
  }

  get onmessage(): Listener | null {
    return this.#handler('message');
  }

  set onmessage(handler: Listener | null) {
    this.#handle('message', handler);
  }

  get onerror(): Listener | null {
    return this.#handler('error');
  }

  set onerror(handler: Listener | null) {
    this.#handle('error', handler);
  }

  get onclose(): Listener | null {
    return this.#handler('close');
  }

  set onclose(handler: Listener | null) {
    this.#handle('close', handler);
  }

  send(text: string): void {
    if (this.#readyState === CONNECTING) {
      throw domError('InvalidStateError', 'send() came before the connection was open.');
    }
    // A socket that is closing swallows what it is given, and counts it for ever, as a browser's does.
    const read = this.#readyState === OPEN && this.#wire.sent(this, text);
    if (!read) this.#bufferedAmount += utf8Length(text);
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1_000 && !(code >= 3_000 && code <= 4_999)) {
      throw domError('InvalidAccessError', `close() takes 1000 or a code from 3000 to 4999; got ${code}.`);
    }
    if (utf8Length(reason) > 123) {
      throw domError('SyntaxError', 'the reason of a close may have 123 bytes at most.');
    }
    if (this.#readyState >= CLOSING) return;
    this.#readyState = CLOSING;
    this.#wire.closing(this, code ?? NO_CODE, reason);
  }

  addEventListener(type: string, listener: Listener, { once = false }: { readonly once?: boolean } = {}): void {
    const called: Listener = (event) => {
      if (once) this.removeEventListener(type, listener);
      listener.call(this, event);
    };
    if (!this.#of(type).has(listener)) this.#of(type).set(listener, called);
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#of(type).delete(listener);
  }

  /** @internal It is open. */
  opened(): void {
    if (this.#readyState !== CONNECTING) return;
    this.#readyState = OPEN;
    this.#fire({ type: 'open', target: this });
  }

  /** @internal A frame that comes while the close is under way is still read. */
  message(data: unknown): void {
    if (this.#readyState === OPEN || this.#readyState === CLOSING) this.#fire({ type: 'message', target: this, data });
  }

  /** @internal It never opened. */
  failed(): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#fire({ type: 'error', target: this });
    microtask(() => this.#fire({ type: 'close', target: this, code: ABNORMAL, reason: '', wasClean: false }));
  }

  /** @internal It was open. */
  closed(code: number = ABNORMAL, reason = ''): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#fire({ type: 'close', target: this, code, reason, wasClean: code !== ABNORMAL });
  }

  #fire(event: FakeEvent): void {
    const listeners = this.#of(event.type);
    for (const [key, listener] of [...listeners]) {
      // One before it may have taken it away.
      if (listeners.get(key) !== listener) continue;
      try {
        listener.call(this, event);
      } catch (error) {
        // The others hear of the event all the same; this one is the test runner's, as an unhandled rejection.
        microtask(() => {
          throw error;
        });
      }
    }
  }

  #of(type: string): Map<unknown, Listener> {
    const listeners = this.#listeners.get(type) ?? new Map<unknown, Listener>();
    this.#listeners.set(type, listeners);
    return listeners;
  }

  #handler(type: FakeEvent['type']): Listener | null {
    return this.#of(type).get(HANDLER) ?? null;
  }

  /** One handler in place of another is called where that was. */
  #handle(type: FakeEvent['type'], handler: Listener | null): void {
    if (handler) this.#of(type).set(HANDLER, handler);
    else this.#of(type).delete(HANDLER);
  }
}

/** None of the errors shows it, since it may carry a token. */
function checkedUrl(url: string): string {
  if (!/^(wss?|https?):\/\/[^/?#]/i.test(url)) {
    throw domError('SyntaxError', 'a WebSocket needs a URL that starts with wss:// or ws://.');
  }
  if (url.includes('#')) throw domError('SyntaxError', 'the URL of a WebSocket has no fragment (#).');
  // As both browsers do.
  return url.replace(/^http/i, 'ws');
}

function checkedProtocols(protocols: string | readonly string[]): readonly string[] {
  const offered = typeof protocols === 'string' ? [protocols] : protocols;
  if (new Set(offered).size < offered.length || !offered.every((protocol) => SUBPROTOCOL.test(protocol))) {
    throw domError('SyntaxError', 'subprotocols must be names without spaces, each of them once.');
  }
  return offered;
}

/** A `DOMException`, where there is one. */
function domError(name: string, message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}
