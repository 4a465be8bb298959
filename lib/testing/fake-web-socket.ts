import { utf8Length } from '../utf8-length';

/** An event of a {@link FakeWebSocket}, with what the events of browsers carry. */
export interface FakeEvent {
  readonly type: 'open' | 'message' | 'error' | 'close';
  readonly target: FakeWebSocket;
  /** Of a message. */
  readonly data?: unknown;
  /** Of a close. */
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

type Listener = (event: FakeEvent) => void;

/** What the gateway sees of its client's side. */
export interface Wire {
  opening(socket: FakeWebSocket): void;
  sent(socket: FakeWebSocket, text: string): void;
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

/**
 * A WebSocket in memory. Its events come in the order that browsers fire them, as seen in Chromium 156: a refused
 * handshake gives `error` and then `close` with 1006; a connection that is cut gives only `close` with 1006; a `close()`
 * before it is open gives `error` and `close`. `readyState` has changed by the time that an event is fired.
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
  readonly bufferedAmount = 0;
  binaryType = 'blob';
  onopen: Listener | null = null;
  onmessage: Listener | null = null;
  onerror: Listener | null = null;
  onclose: Listener | null = null;
  #readyState: 0 | 1 | 2 | 3 = CONNECTING;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #wire: Wire;

  constructor(url: string, wire: Wire) {
    if (!/^wss?:\/\/[^/?#]/i.test(url) || url.includes('#')) {
      // Without the URL, which may carry a token.
      throw domError('SyntaxError', 'a WebSocket needs a ws:// or wss:// URL without a fragment.');
    }
    this.url = url;
    this.#wire = wire;
    wire.opening(this);
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  send(text: string): void {
    if (this.#readyState === CONNECTING) {
      throw domError('InvalidStateError', 'send() came before the connection was open.');
    }
    // A socket that is closing swallows what it is given, as a browser's does.
    if (this.#readyState === OPEN) this.#wire.sent(this, text);
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

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** @internal */
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
    this.#fire({ type: 'close', target: this, code: ABNORMAL, reason: '', wasClean: false });
  }

  /** @internal It was open. */
  closed(code: number = ABNORMAL, reason = ''): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#fire({ type: 'close', target: this, code, reason, wasClean: code !== ABNORMAL });
  }

  #fire(event: FakeEvent): void {
    const handlers: Readonly<Record<FakeEvent['type'], Listener | null>> = {
      open: this.onopen,
      message: this.onmessage,
      error: this.onerror,
      close: this.onclose,
    };
    for (const listener of [handlers[event.type], ...(this.#listeners.get(event.type) ?? [])]) listener?.(event);
  }
}

/** A `DOMException`, where there is one. */
function domError(name: string, message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}
