import type { Clock, Task } from '../clock';
import { neverAnswered } from './deaf-hints';
import { unanswered } from './endings';
import type { ConnectionError } from '../errors';
import type { Link } from './link';
import { PROVING_PING, STOOD_STILL } from './takeover-rule';

/** How a dead connection is detected. */
export interface KeepAliveOptions {
  /** The name of the ping. */
  readonly name: string;
  /** The encoded ping. */
  readonly text: string;
  /** ms between pings. */
  readonly every: number;
  /** ms to wait for an answer. */
  readonly timeout: number;
  /** The type of the answer; empty if any frame counts as one. */
  readonly reply: string;
}

/** Receives the reports of a keep-alive. */
export interface KeepAliveWatcher {
  /** A ping is sent, and its answer is awaited. */
  pinged(): void;
  /** The ping that proves a connection was answered. */
  proven(): void;
  /** A ping was not answered in time. `deaf`: the likely causes, if no ping was ever answered. */
  unresponsive(error: ConnectionError, deaf: string | undefined): void;
}

/**
 * Pings one open connection every `every` ms. The connection to a dead peer may look open for minutes, and a page
 * cannot send the protocol's own pings. With `reply`, one more ping soon after the open proves that the connection is
 * not deaf.
 */
export class KeepAlive {
  /** The timeout of the awaited answer. */
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

  /** Whether the next frame of any type counts as the answer to a ping. */
  get takesAny(): boolean {
    return this.awaiting && this.options.reply === '';
  }

  /** Whether a message of that type answers a ping. */
  isPong(type: string | undefined): boolean {
    const { reply } = this.options;
    return reply !== '' && type === reply;
  }

  /** A frame arrived. */
  received(isPong: boolean): void {
    if (!this.#limit || (!isPong && this.options.reply !== '')) return;
    this.clock.cancel(this.#limit);
    this.#limit = undefined;
    this.#answered = true;
    if (!this.#proving) return;
    this.#proving = false;
    this.watcher.proven();
  }

  /** Pings now. While an answer is awaited, a further ping does not extend its timeout. */
  ping(): void {
    // No ping is sent before the proving one: a late answer to it would count as the answer to the proving ping.
    if (!this.link.writable || (this.options.reply !== '' && this.link.uptime < PROVING_PING)) return;
    // Set before the ping is sent: the socket of a test may answer synchronously.
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
    // The timers of the host stood still, so the answer may be unread in the socket.
    if (late > STOOD_STILL) this.ping();
    else {
      const { timeout, name, reply } = this.options;
      const deaf = this.#answered || reply === '' ? undefined : neverAnswered(name, reply);
      this.watcher.unresponsive(unanswered(this.link, timeout), deaf);
    }
  }
}
