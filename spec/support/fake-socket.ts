import type { WebSocketCtor } from '../../lib';

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

/** A WebSocket in memory that does what a test tells it, and fires its events in the order in which browsers do. */
export class FakeSocket {
  readyState = CONNECTING;
  bufferedAmount = 0;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly sent: string[] = [];
  /** What `close()` was called with, each time. */
  readonly closes: (readonly unknown[])[] = [];

  constructor(
    readonly url = 'wss://ws.example.com',
    readonly protocols?: unknown,
  ) {}

  send(text: string): void {
    if (this.readyState === CONNECTING) throw new Error('InvalidStateError');
    if (this.readyState === OPEN) this.sent.push(text);
  }

  close(...args: readonly unknown[]): void {
    this.closes.push(args);
    if (this.readyState < CLOSING) this.readyState = CLOSING;
  }

  accept(): void {
    this.readyState = OPEN;
    this.onopen?.(new Event('open'));
  }

  deliver(data: unknown): void {
    this.onmessage?.(new MessageEvent('message', { data }));
  }

  /** Only the error event, as it comes before the close event. */
  fail(): void {
    this.readyState = CLOSED;
    this.onerror?.(new Event('error'));
  }

  /** Only the close event. */
  end(code: number, reason = '', wasClean = true): void {
    this.readyState = CLOSED;
    // Node has no CloseEvent before its version 23.
    this.onclose?.(Object.assign(new Event('close'), { code, reason, wasClean }));
  }
}

/** A constructor whose `new` gives what `make` returns. */
export function socketsFrom(make: (url: string, protocols?: unknown) => FakeSocket): WebSocketCtor {
  const Socket: unknown = function (url: string, protocols?: unknown) {
    return make(url, protocols);
  };
  // `new` on a function that returns an object gives that object.
  return Socket as WebSocketCtor;
}

/** A constructor of fake sockets, and those it made. */
export function fakeSockets(): { readonly WebSocketCtor: WebSocketCtor; readonly made: FakeSocket[] } {
  const made: FakeSocket[] = [];
  const WebSocketCtor = socketsFrom((...args) => {
    const socket = new FakeSocket(...args);
    made.push(socket);
    return socket;
  });
  return { WebSocketCtor, made };
}
