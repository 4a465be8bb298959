import type { Clock, Task } from '../clock';
import { neverAnswered } from './deaf-hints';
import { unanswered } from './endings';
import type { ConnectionError } from '../errors';
import type { Link } from './link';
import { PROVING_PING, STOOD_STILL } from './takeover-rule';

/** How a dead connection is found. */
export interface KeepAliveOptions {
  /** The name of the ping. */
  readonly name: string;
  /** The ping, written. */
  readonly text: string;
  /** ms between pings. */
  readonly every: number;
  /** ms to wait for an answer. */
  readonly timeout: number;
  /** The type of the answer; empty where any frame is one. */
  readonly reply: string;
}

/** What a keep-alive reports of its connection. */
export interface KeepAliveWatcher {
  /** A ping went out, and its answer is awaited. */
  pinged(): void;
  /** The ping that proves a connection was answered. */
  proven(): void;
  /** Nothing answered. `deaf`: nothing ever did, and the likely causes. */
  unresponsive(error: ConnectionError, deaf: string | undefined): void;
}

/**
 * Pings one open connection: every so many ms, and where the answer has a type, once some time after the open, which proves
 * that the connection is not deaf. A dead peer's connection may look open for minutes, and a browser cannot ping by itself.
 */
export class KeepAlive {
  /** The limit of the answer that is awaited. */
  #limit: Task | undefined;
  #proving = false;
  #answered = false;

  constructor(
    private readonly link: Link,
    private readonly options: KeepAliveOptions,
    private readonly clock: Clock,
    private readonly watcher: KeepAliveWatcher,
  ) {
    clock.after(options.every, this, () => this.#beat());
    if (options.reply !== '') clock.after(PROVING_PING, this, () => this.#prove());
  }

  /** Whether an answer is awaited. */
  get awaiting(): boolean {
    return this.#limit !== undefined;
  }

  /** Whether the next frame, whatever it is, is taken for the answer to a ping. */
  get takesAny(): boolean {
    return this.awaiting && this.options.reply === '';
  }

  /** Whether a message of that type answers a ping. */
  isPong(type: string | undefined): boolean {
    const { reply } = this.options;
    return reply !== '' && type === reply;
  }

  /** A frame came. */
  received(isPong: boolean): void {
    if (!this.#limit || (!isPong && this.options.reply !== '')) return;
    this.clock.cancel(this.#limit);
    this.#limit = undefined;
    this.#answered = true;
    if (!this.#proving) return;
    this.#proving = false;
    this.watcher.proven();
  }

  /** Pings now. While the answer to one ping is awaited, further ones wait for the same. */
  ping(): void {
    // An answer that comes before the proving ping would be taken for that one's.
    if (!this.link.writable || (this.options.reply !== '' && this.link.uptime < PROVING_PING)) return;
    // Before the ping goes out: a socket of a test may answer at once.
    this.#limit ??= this.clock.after(this.options.timeout, this, (late) => this.#expired(late));
    this.watcher.pinged();
    this.link.sendOwn(this.options.text);
  }

  stop(): void {
    this.clock.cancelAll(this);
    this.#limit = undefined;
  }

  #beat(): void {
    this.clock.after(this.options.every, this, () => this.#beat());
    this.ping();
  }

  #prove(): void {
    this.#proving = true;
    this.ping();
  }

  #expired(late: number): void {
    this.#limit = undefined;
    // The timers of the host stood still: the answer may be in the socket, unread.
    if (late > STOOD_STILL) this.ping();
    else {
      const { timeout, name, reply } = this.options;
      const deaf = this.#answered || reply === '' ? undefined : neverAnswered(name, reply);
      this.watcher.unresponsive(unanswered(this.link, timeout), deaf);
    }
  }
}
