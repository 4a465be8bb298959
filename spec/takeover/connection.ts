import { CLOSED, CLOSING, CONNECTING, FakeSocket, OPEN } from '../support/fake-socket';
import type { Session } from '../support/package-broadcast';

/** What a connection needs of its backend. */
interface Backend {
  written(connection: TakeoverConnection, text: string): void;
  closing(connection: TakeoverConnection): void;
}

/** The client's end of a connection, and what the backend holds of it. Moments in ms of the time that timers know. */
export class TakeoverConnection extends FakeSocket implements Session {
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
  ) {
    super();
  }

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

  override send(text: string): void {
    this.backend.written(this, text);
  }

  override close(): void {
    if (this.readyState > OPEN) return;
    this.readyState = CLOSING;
    this.backend.closing(this);
  }

  override accept(): void {
    if (this.readyState === CONNECTING) super.accept();
  }

  override end(code: number, reason?: string, wasClean?: boolean): void {
    if (this.ended) return;
    this.registered = false;
    super.end(code, reason, wasClean);
  }
}
