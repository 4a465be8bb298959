import { longWait } from './long-wait';
import { fakeNow, fakeWait, timersAreFake } from './real-time';

const FOR_EVER = 'for ever';

/** The last that was seen of a client. */
interface Sighting {
  readonly text: string;
  /** Whether a client tries again after it, once its delay is over. */
  readonly retried: boolean;
  /** When, by the fake timers. */
  readonly at: number;
}

/** What a gateway saw of its clients, so that it can say why nothing comes. */
export class Sightings {
  #last: Sighting | undefined;
  /** The last broadcast, where it reached nobody. */
  #missed: string | undefined;
  #stopMissed: (() => void) | undefined;

  /** Something happened. `retried` where a client goes on after it by itself. */
  note(text: string, retried = false): void {
    this.#last = { text, retried, at: fakeNow() ?? 0 };
    this.#stopMissed?.();
  }

  /**
   * A broadcast went out to `members` connections. One that reached none is reported after a second, unless something else
   * happens: the test that waits for it would only hang.
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

  /** That a client waits for its own delay, and what lets that pass. Timers that are further away than `most` are none of it. */
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

  /** Said once, with whatever wait is the first to say anything. */
  #takeMissed(): string | undefined {
    const missed = this.#missed;
    this.#missed = undefined;
    this.#stopMissed?.();
    return missed;
  }
}
