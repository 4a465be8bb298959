import { utf8Length } from '../utf8-length';
import { microtask } from './microtask';

/** An event of a {@link FakeWebSocket}, with the properties of a browser's event. */
export interface FakeEvent {
  /** The type of the event. */
  readonly type: 'open' | 'message' | 'error' | 'close';
  /** The socket that fired the event. */
  readonly target: FakeWebSocket;
  /** For `message`: the text. */
  readonly data?: unknown;
  /** For `close`: the code, 1006 if there was no close frame. */
  readonly code?: number;
  /** For `close`: the reason, empty if there was none. */
  readonly reason?: string;
  /** For `close`: whether both sides closed with a close frame. */
  readonly wasClean?: boolean;
}

type Listener = (event: FakeEvent) => void;

/** Reports what the client does with its socket. */
export interface ClientSide {
  opening(socket: FakeWebSocket, protocols: readonly string[]): void;
  /** Returns whether the text was read. A text that was not read counts as buffered. */
  sent(socket: FakeWebSocket, text: string): boolean;
  /** The client has called close(). If the connection is not open yet, its handshake is cancelled. */
  closing(socket: FakeWebSocket, code: number, reason: string): void;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Close codes that a browser reports, but that no close frame carries (RFC 6455, section 7.4.1). */
const NO_CODE = 1_005;
const ABNORMAL = 1_006;

/** A valid name of a subprotocol: a token of HTTP (RFC 6455, section 4.1). */
const SUBPROTOCOL = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** The key of `onopen` and the other handler properties among the listeners. */
const HANDLER = 'handler';

/**
 * A WebSocket in memory. Its events have the order of Chromium 156 and Firefox 153:
 *
 * - A refused handshake fires `error` and then `close` with 1006. Promises can continue in between.
 * - A connection that is cut fires only `close` with 1006. (Firefox fires `error` before it if the cut is a TCP reset.)
 * - A `close()` before the open fires `error` and `close`.
 *
 * `readyState` has changed by the time that an event is fired. The class does not need the DOM. It fires in microtasks,
 * so that fake timers neither delay it nor are required.
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
  /** By type. A listener that is added twice is there once, and the order is the order of adding. */
  readonly #listeners = new Map<string, Map<unknown, Listener>>();
  readonly #client: ClientSide;

  constructor(url: string | URL, protocols: string | readonly string[], client: ClientSide) {
    this.url = checkedUrl(String(url));
    this.#client = client;
    client.opening(this, checkedProtocols(protocols));
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  /** The bytes that a frozen connection has not read, or that were sent after a `close()`. */
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
    // Like in a browser, a closing socket discards the text, and its bytes count as buffered from then on.
    const read = this.#readyState === OPEN && this.#client.sent(this, text);
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
    this.#client.closing(this, code ?? NO_CODE, reason);
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

  /** @internal The connection is open. */
  opened(): void {
    if (this.#readyState !== CONNECTING) return;
    this.#readyState = OPEN;
    this.#fire({ type: 'open', target: this });
  }

  /** @internal A frame that arrives during the close is still delivered. */
  message(data: unknown): void {
    if (this.#readyState === OPEN || this.#readyState === CLOSING) this.#fire({ type: 'message', target: this, data });
  }

  /** @internal The connection never opened. */
  failed(): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#fire({ type: 'error', target: this });
    microtask(() => this.#fire({ type: 'close', target: this, code: ABNORMAL, reason: '', wasClean: false }));
  }

  /** @internal The open connection has ended. */
  closed(code: number = ABNORMAL, reason = ''): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#fire({ type: 'close', target: this, code, reason, wasClean: code !== ABNORMAL });
  }

  #fire(event: FakeEvent): void {
    const listeners = this.#of(event.type);
    for (const [key, listener] of [...listeners]) {
      // A previous listener may have removed it.
      if (listeners.get(key) !== listener) continue;
      try {
        listener.call(this, event);
      } catch (error) {
        // The other listeners still get the event. The test runner reports this error as an unhandled rejection.
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

  /** A handler that replaces another keeps its place in the order. */
  #handle(type: FakeEvent['type'], handler: Listener | null): void {
    if (handler) this.#of(type).set(HANDLER, handler);
    else this.#of(type).delete(HANDLER);
  }
}

/** No error shows the URL, since it may contain a token. */
function checkedUrl(url: string): string {
  if (!/^(wss?|https?):\/\/[^/?#]/i.test(url)) {
    throw domError('SyntaxError', 'a WebSocket needs a URL that starts with wss:// or ws://.');
  }
  if (url.includes('#')) throw domError('SyntaxError', 'the URL of a WebSocket has no fragment (#).');
  // As in both browsers.
  return url.replace(/^http/i, 'ws');
}

function checkedProtocols(protocols: string | readonly string[]): readonly string[] {
  const offered = typeof protocols === 'string' ? [protocols] : protocols;
  if (new Set(offered).size < offered.length || !offered.every((protocol) => SUBPROTOCOL.test(protocol))) {
    throw domError('SyntaxError', 'subprotocols must be names without spaces, each of them once.');
  }
  return offered;
}

/** A `DOMException`, if the host has that class. */
function domError(name: string, message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}
