import type { WebSocketCtor } from '../../lib';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

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
    readonly url: string,
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

/** A constructor of fake sockets, and those it made. */
export function fakeSockets(): { readonly WebSocketCtor: WebSocketCtor; readonly made: FakeSocket[] } {
  const made: FakeSocket[] = [];
  class Made extends FakeSocket {
    constructor(...args: readonly [string, unknown?]) {
      super(...args);
      made.push(this);
    }
  }
  return { WebSocketCtor: Made, made };
}
