import type { Clock, Task } from '../clock';
import type { UndeliveredReason } from '../events';
import { utf8Length } from '../utf8-length';
import type { Outgoing } from './encode';
import { Remembered } from './remembered';

/** The part of an open connection that is needed to write to it. */
export interface Writable {
  /** Whether a message that is sent now would go out. */
  readonly writable: boolean;
  /** Bytes that the host has accepted and not yet sent. */
  readonly bufferedAmount: number;
  /** How many messages were sent on it, those of the client itself included. */
  readonly sent: number;
  /** Sends a message of the application. */
  send(text: string, message: Outgoing): void;
  /** Sends a message of the client itself. */
  sendOwn(text: string, message: Outgoing): void;
}

/** A message whose bytes were still in the buffer of the host at the last poll. */
interface Held {
  readonly message: Outgoing;
  /** The number of bytes that were written up to its end, as the host counts them. */
  readonly end: number;
}

/** How often `bufferedAmount` is polled while the host holds bytes, in ms. */
const POLL_INTERVAL = 250;

/** A text of up to this many UTF-16 units always fits in API Gateway's 32 KiB, so its bytes are not counted. */
const CERTAINLY_SMALL = 10_922;

/** API Gateway closes with this code after a message that is too large. */
const MESSAGE_TOO_BIG = 1_009;

/** A message that did not, or may not, reach the other side. */
export type Loss = readonly [message: Outgoing, reason: UndeliveredReason];

/**
 * Writes to one connection, and tracks the messages that may be lost with it. This costs little while the host sends at
 * once: `bufferedAmount` is read twice for a message, and a message is dropped here once its bytes are sent.
 */
export class SendBuffer<Link extends Writable> {
  #handed = 0;
  /** Oldest first. */
  #held: Held[] = [];
  /** The messages held at the last poll. Some hosts reset `bufferedAmount` before they report the loss of a socket. */
  #stuck: readonly Held[] = [];
  #poll: Task | undefined;
  #largest: Outgoing | undefined;
  #largestBytes = 0;
  /** The messages that were sent before the connection was proven. */
  #remembered: Remembered | undefined;

  constructor(
    readonly link: Link,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes a message. The connection must be writable.
   *
   * @param remembered whether the connection may turn out deaf
   */
  write(message: Outgoing, text: string, remembered: boolean): void {
    if (remembered) (this.#remembered ??= new Remembered()).add(message, text);
    this.#write(message, text, () => this.link.send(text, message));
  }

  /** Writes a message of the client itself. */
  writeOwn(message: Outgoing, text: string): void {
    this.#write(message, text, () => this.link.sendOwn(text, message));
  }

  /** The connection is proven: the messages that were sent on it have been handled. */
  forget(): void {
    this.#remembered = undefined;
  }

  /** Removes and returns the messages that were sent before the connection was proven. */
  takeRemembered(): readonly Loss[] {
    const taken = this.#remembered?.messages ?? [];
    this.#remembered = undefined;
    return taken.map((message) => [message, 'unconfirmed'] as const);
  }

  /** The messages that did not, or may not, have arrived when the connection was lost with this close code. */
  lost(code: number): readonly Loss[] {
    this.clock.cancel(this.#poll);
    const tooLarge = code === MESSAGE_TOO_BIG ? this.#largest : undefined;
    if (this.link.bufferedAmount > 0) this.#letGoOfFlushed();
    else this.#keepStuck();
    const unconfirmed = this.#held.map(({ message }) => message).filter((message) => message !== tooLarge);
    return [
      ...(tooLarge ? [[tooLarge, 'too-large'] as const] : []),
      ...unconfirmed.map((message) => [message, 'unconfirmed'] as const),
    ];
  }

  /** Nothing more is written, and nothing is reported. */
  release(): void {
    this.clock.cancelAll(this);
  }

  #write(message: Outgoing, text: string, send: () => void): void {
    const { link } = this;
    const before = link.bufferedAmount;
    send();
    const after = link.bufferedAmount;
    this.#weigh(message, text);
    // When the buffer of the host is empty, all earlier messages have been sent.
    if ((before === 0 || after === 0) && this.#held.length > 0) this.#held = [];
    if (after > 0) this.#hold(message, before, after);
  }

  /**
   * Finds the largest message: a close with 1009 is about that one, because a larger one than the limit cannot have
   * passed.
   */
  #weigh(message: Outgoing, text: string): void {
    const bytes = text.length > CERTAINLY_SMALL ? utf8Length(text) : text.length;
    if (bytes < this.#largestBytes) return;
    this.#largestBytes = bytes;
    this.#largest = message;
  }

  #hold(message: Outgoing, before: number, after: number): void {
    this.#handed += after - before;
    this.#held.push({ message, end: this.#handed });
    this.#poll ??= this.clock.after(POLL_INTERVAL, this, () => this.#pollBuffer());
  }

  #pollBuffer(): void {
    this.#poll = undefined;
    if (!this.link.writable) return;
    this.#letGoOfFlushed();
    this.#stuck = [...this.#held];
    if (this.#held.length > 0) this.#poll = this.clock.after(POLL_INTERVAL, this, () => this.#pollBuffer());
  }

  #letGoOfFlushed(): void {
    const left = this.#handed - this.link.bufferedAmount;
    this.#held = this.#held.filter(({ end }) => end > left);
  }

  #keepStuck(): void {
    const stuck = new Set(this.#stuck);
    this.#held = this.#held.filter((held) => stuck.has(held));
  }
}
