import type { WebSocketLike } from '../../lib';
import type { Session } from '../support/package-broadcast';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What a connection needs of its backend. */
interface Backend {
  written(connection: TakeoverConnection, text: string): void;
  closing(connection: TakeoverConnection): void;
}

/** The client's end of a connection, and what the backend holds of it. Moments in ms of the time that timers know. */
export class TakeoverConnection implements WebSocketLike, Session {
  readonly bufferedAmount = 0;
  readyState = CONNECTING;
  onopen: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: unknown) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;

  registered = false;
  marked = false;
  /** A post met its `$connect`: it is marked, or will be. */
  refused = false;
  /** Dead on the other side since, without a close event. */
  zombieAt = Infinity;
  /** Lost since, without a close frame. */
  diedAt = Infinity;
  /** The client asked for its end. */
  closedAt = Infinity;
  /** The backend knows of it: no post succeeds after that. */
  goneAt = Infinity;

  constructor(
    private readonly backend: Backend,
    /** The first one is 1. */
    readonly nr: number,
    readonly answeredAt: number,
    readonly openAt: number,
  ) {}

  get isOpen(): boolean {
    return this.readyState === OPEN;
  }

  /** Whether something could still arrive on it. */
  get isRead(): boolean {
    return this.readyState === OPEN || this.readyState === CLOSING;
  }

  /** Whether it is open at both ends, and nobody asked for its end. */
  get lives(): boolean {
    return this.isOpen && this.zombieAt === Infinity;
  }

  get ended(): boolean {
    return this.readyState === CLOSED;
  }

  send(text: string): void {
    this.backend.written(this, text);
  }

  close(): void {
    if (this.readyState > OPEN) return;
    this.readyState = CLOSING;
    this.backend.closing(this);
  }

  open(): void {
    if (this.readyState !== CONNECTING) return;
    this.readyState = OPEN;
    this.onopen?.({ type: 'open' });
  }

  end(code: number, wasClean: boolean): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.registered = false;
    this.onclose?.({ type: 'close', code, reason: '', wasClean });
  }
}
