import { longWait } from './long-wait';
import { fakeNow, fakeWait, timersAreFake } from './real-time';

const FOR_EVER = 'for ever';

/** The last action of a client. */
interface Action {
  readonly text: string;
  /** Whether a client tries again after its delay. */
  readonly retried: boolean;
  /** The time of the fake timers. */
  readonly at: number;
}

/** Records what the clients of a gateway do, in order to explain why an expected event does not happen. */
export class ClientActivity {
  #last: Action | undefined;
  /** The last broadcast, if it reached no connection. */
  #missed: string | undefined;
  #stopMissed: (() => void) | undefined;

  /** Records an action. `retried`: whether a client then retries on its own. */
  note(text: string, retried = false): void {
    this.#last = { text, retried, at: fakeNow() ?? 0 };
    this.#stopMissed?.();
  }

  /**
   * Records a broadcast to `members` connections. If it reached none, a warning is printed after a second, unless
   * something else happens: a test that waits for the message would only hang.
   */
  broadcast(channel: string | undefined, members: number, channels: readonly string[]): void {
    this.#stopMissed?.();
    this.#missed = undefined;
    if (members > 0) return;
    const to = channel === undefined ? '' : ` to '${channel}'`;
    const open = [...new Set(channels)].map((name) => (name === '' ? 'no channel' : `'${name}'`));
    const where = open.length === 0 ? 'no connection is open' : `the open connections are in ${open.join(', ')}`;
    this.#missed = `a broadcast${to} reached nobody: ${where}`;
    this.#stopMissed = longWait(() => {
      const missed = this.#takeMissed();
      return missed === undefined ? undefined : `${missed}.`;
    }, false);
  }

  /** Why `connected()` waits. */
  whyNoConnection(): string {
    const { text, retried } = this.#last ?? {
      text: 'nobody subscribed: no client asked for a token or opened a socket. A socket opens with the first subscription to its messages, with connect() or with send()',
      retried: false,
    };
    return this.#sentence('connected() waits for a connection', text, retried ? this.#delay(FOR_EVER) : undefined);
  }

  /** Why `next()` waits. */
  whyNoMessage(connection: string, text: string): string {
    return this.#sentence(`next() waits for a message on ${connection}`, text, this.#delay(60_000));
  }

  #sentence(wait: string, ...reasons: readonly (string | undefined)[]): string {
    return `${wait}: ${[...reasons, this.#takeMissed()].filter((reason) => reason !== undefined).join('; ')}.`;
  }

  /** The delay that a client waits for, and how a test can end it. Timers further away than `most` are not counted. */
  #delay(most: number | typeof FOR_EVER): string | undefined {
    const wait = fakeWait(this.#last?.at ?? 0);
    if (wait !== undefined && (most === FOR_EVER || wait <= most)) {
      return `the client waits ${wait.toLocaleString('en-US')} ms: advance the fake timers asynchronously (advanceTimersByTimeAsync), since tokens are Promises`;
    }
    if (most !== FOR_EVER) return undefined;
    return timersAreFake()
      ? 'the client waits: advance the fake timers asynchronously'
      : 'the client waits before it tries again: make that short with backoff: { initial: 10, max: 20 }';
  }

  /** Printed once, with the first explanation that is printed. */
  #takeMissed(): string | undefined {
    const missed = this.#missed;
    this.#missed = undefined;
    this.#stopMissed?.();
    return missed;
  }
}
