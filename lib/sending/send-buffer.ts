import type { Clock, Task } from '../clock';
import type { UndeliveredReason } from '../events';
import { utf8Length } from '../utf8-length';
import type { Outgoing } from './encode';
import { Remembered } from './remembered';

/** What is needed of an open connection to write to it. */
export interface Writable {
  /** Whether a message handed over now would go out. */
  readonly writable: boolean;
  /** Bytes that the host has taken and not yet sent. */
  readonly bufferedAmount: number;
  /** How many messages were sent on it, those of the client itself included. */
  readonly sent: number;
  /** Sends a message of the application. */
  send(text: string): void;
  /** Sends a message of the client itself. */
  sendOwn(text: string): void;
}

/** A message whose bytes the host still held when it was last looked at. */
interface Held {
  readonly message: Outgoing;
  /** Bytes handed over up to its end, in the host's own count. */
  readonly end: number;
}

/** How often the host is asked whether it still holds bytes, in ms; only while it does. */
const POLL_INTERVAL = 250;

/** A text of so many UTF-16 units fits in API Gateway's 32 KiB whatever it contains, so its bytes need no counting. */
const CERTAINLY_SMALL = 10_922;

/** API Gateway closes with this code over a message that is too large. */
const MESSAGE_TOO_BIG = 1_009;

/** A message that did not, or may not, reach the other side. */
export type Loss = readonly [message: Outgoing, reason: UndeliveredReason];

/**
 * What is written to one connection, and what may be lost with it. Nearly free while the host takes what it is given: two
 * readings of `bufferedAmount` for a message, and nothing is kept of it once its bytes have left.
 */
export class SendBuffer<Link extends Writable> {
  #handed = 0;
  /** Oldest first. */
  #held: Held[] = [];
  /** What was held at the last look, and so for a while: some hosts have forgotten their bytes by the time they report the loss of a socket. */
  #stuck: readonly Held[] = [];
  #poll: Task | undefined;
  #largest: Outgoing | undefined;
  #largestBytes = 0;
  /** What was sent before the connection was proven. */
  #remembered: Remembered | undefined;

  constructor(
    readonly link: Link,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes a message, where the connection is writable.
   *
   * @param remembered whether the connection may turn out deaf
   */
  write(message: Outgoing, text: string, remembered: boolean): void {
    if (remembered) (this.#remembered ??= new Remembered()).add(message, text);
    this.#write(message, text, () => this.link.send(text));
  }

  /** Writes a message of the client itself. */
  writeOwn(message: Outgoing, text: string): void {
    this.#write(message, text, () => this.link.sendOwn(text));
  }

  /** The connection is proven: what was sent on it was handled. */
  forget(): void {
    this.#remembered = undefined;
  }

  /** What was sent before the connection was proven, given up. */
  takeRemembered(): readonly Loss[] {
    const taken = this.#remembered?.messages ?? [];
    this.#remembered = undefined;
    return taken.map((message) => [message, 'unconfirmed'] as const);
  }

  /** What did not, or may not, have reached the other side when the connection was lost with that code. */
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
    // What was handed over before a moment in which the host held nothing has left.
    if ((before === 0 || after === 0) && this.#held.length > 0) this.#held = [];
    if (after > 0) this.#hold(message, before, after);
  }

  /** Had a larger one passed, the limit would be higher: so the largest is the one that a 1009 is about. */
  #weigh(message: Outgoing, text: string): void {
    const bytes = text.length > CERTAINLY_SMALL ? utf8Length(text) : text.length;
    if (bytes < this.#largestBytes) return;
    this.#largestBytes = bytes;
    this.#largest = message;
  }

  #hold(message: Outgoing, before: number, after: number): void {
    this.#handed += after - before;
    this.#held.push({ message, end: this.#handed });
    this.#poll ??= this.clock.after(POLL_INTERVAL, this, () => this.#look());
  }

  #look(): void {
    this.#poll = undefined;
    if (!this.link.writable) return;
    this.#letGoOfFlushed();
    this.#stuck = [...this.#held];
    if (this.#held.length > 0) this.#poll = this.clock.after(POLL_INTERVAL, this, () => this.#look());
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
