import type { WebSocketLike } from '../../lib/index';

/** What a browser tells of an end. */
export interface CloseLike {
  readonly type: 'close';
  readonly code: 1001 | 1006;
  readonly reason: string;
  readonly wasClean: boolean;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The client's end of a connection: its events come in the order in which browsers fire them. */
export class StormSocket implements WebSocketLike {
  readonly bufferedAmount = 0;
  readyState = CONNECTING;
  onopen: ((event: unknown) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: CloseLike) => void) | null = null;
  onmessage: ((event: unknown) => void) | null = null;

  constructor(private readonly left: (socket: StormSocket) => void) {}

  send(): void {
    // Nobody here has anything to say.
  }

  close(): void {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    this.left(this);
  }

  /** Whether the client still wants it to open. */
  get wanted(): boolean {
    return this.readyState === CONNECTING;
  }

  opened(): void {
    this.readyState = OPEN;
    this.onopen?.({ type: 'open' });
  }

  /** A handshake that failed, whatever the answer: a browser does not tell. */
  refused(): void {
    this.readyState = CLOSED;
    this.onerror?.({ type: 'error' });
    this.onclose?.({ type: 'close', code: 1_006, reason: '', wasClean: false });
  }

  ended(code: 1001 | 1006): void {
    this.readyState = CLOSED;
    const clean = code === 1_001;
    this.onclose?.({ type: 'close', code, reason: clean ? 'Going away' : '', wasClean: clean });
  }
}
