import { CLOSING, CONNECTING, FakeSocket } from '../../spec/support/fake-socket';

/** The client's end of a connection to the gateway of a storm, which only opens and ends. */
export class StormSocket extends FakeSocket {
  constructor(private readonly left: (socket: StormSocket) => void) {
    super();
  }

  override send(): void {
    // The gateway does not read.
  }

  override close(): void {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    this.left(this);
  }

  get isConnecting(): boolean {
    return this.readyState === CONNECTING;
  }

  /** A handshake that failed, whatever the answer: a browser does not tell. */
  refuse(): void {
    this.fail();
    this.end(1_006, '', false);
  }
}
