import type { Clock, Task } from '../clock';
import type { UndeliveredReason } from '../events';
import { utf8Length } from '../utf8-length';
import type { Outgoing } from './encode';
import type { Item } from './item';
import { Remembered } from './remembered';

/** The part of an open connection that is needed to write to it. */
export interface Writable {
  /** Whether a message can be sent now. */
  readonly writable: boolean;
  /** Bytes that the host has accepted and not yet sent. */
  readonly bufferedAmount: number;
  /** How many messages were sent on it, including those of the client itself. */
  readonly sent: number;
  /** Sends a message of the application. */
  send(text: string, message: Outgoing): void;
  /** Sends a message of the client itself. */
  sendOwn(text: string, message: Outgoing): void;
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
 * once: `bufferedAmount` is read twice in a turn of the event loop, and a message is dropped here once its bytes are sent.
 */
export class SendBuffer<Link extends Writable> {
  /** The messages whose bytes the host may still hold, oldest first. */
  #held: Item<Link>[] = [];
  /** The number of bytes that were written up to this turn, as the host counts them. */
  #handed = 0;
  /**
   * The messages up to this byte were held at the last poll. Some hosts reset `bufferedAmount` before they report a
   * loss.
   */
  #stuck = 0;
  #poll: Task | undefined;
  /**
   * `bufferedAmount` at the start of this turn, and how many messages were held then; `undefined` between two turns.
   */
  #before: { readonly bytes: number; readonly messages: number } | undefined;
  #largest: Item<Link> | undefined;
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
   * @param own whether it is a message of the client itself
   */
  write(item: Item<Link>, remembered: boolean, own = false): void {
    const { link } = this;
    if (remembered) (this.#remembered ??= new Remembered()).add(item);
    const begins = this.#before === undefined;
    if (begins) this.#begin();
    this.#held.push(item);
    try {
      if (own) link.sendOwn(item.text, item);
      else link.send(item.text, item);
    } catch (error) {
      // It was not written.
      this.#held = this.#held.filter((held) => held !== item);
      this.#endTurn();
      throw error;
    }
    this.#weigh(item);
    if (begins) this.clock.afterTurn(() => this.#endTurn());
  }

  /** The connection is proven: the messages that were sent on it have been handled. */
  forget(): void {
    this.#remembered = undefined;
  }

  /** Removes and returns the messages that were sent before the connection was proven. */
  takeRemembered(): readonly Loss[] {
    const taken = this.#remembered?.messages ?? [];
    this.#remembered = undefined;
    return taken.map(unconfirmed);
  }

  /** The messages that did not, or may not, have arrived, after the connection was lost with this close code. */
  lost(code: number): readonly Loss[] {
    const tooLarge = code === MESSAGE_TOO_BIG ? this.#largest : undefined;
    if (this.link.bufferedAmount > 0) {
      this.#endTurn();
      this.#letGoOfFlushed();
    } else {
      const earlier = this.#held.slice(0, this.#before?.messages);
      this.#held = earlier.slice(0, firstBeyond(earlier, this.#stuck));
    }
    this.release();
    const rest = this.#held.filter((message) => message !== tooLarge).map(unconfirmed);
    return tooLarge ? [[tooLarge, 'too-large'], ...rest] : rest;
  }

  /** Stops: nothing more is written or reported. */
  release(): void {
    this.#before = undefined;
    this.clock.cancel(this.#poll);
  }

  /** Called when the first message of a turn is written. */
  #begin(): void {
    const bytes = this.link.bufferedAmount;
    // When the buffer of the host is empty, all earlier messages have been sent.
    if (!(bytes > 0) && this.#held.length > 0) this.#held = [];
    this.#before = { bytes, messages: this.#held.length };
  }

  /** The bytes that the host has accepted in this turn are split among its messages, in proportion to their texts. */
  #endTurn(): void {
    const before = this.#before;
    if (!before) return;
    this.#before = undefined;
    const after = this.link.bufferedAmount;
    // React Native has no `bufferedAmount`.
    if (!(after > 0)) {
      this.#held = [];
      return;
    }
    const written = this.#held.slice(before.messages);
    const length = written.reduce((sum, { text }) => sum + text.length, 0);
    const bytes = Math.max(0, after - before.bytes) / length;
    for (const item of written) item.end = this.#handed += item.text.length * bytes;
    this.#poll ??= this.clock.after(POLL_INTERVAL, this, () => this.#pollBuffer());
  }

  /**
   * Finds the largest message. A close with 1009 is about that one, because a larger one than the limit cannot have
   * passed.
   */
  #weigh(item: Item<Link>): void {
    const { text } = item;
    const bytes = text.length > CERTAINLY_SMALL ? utf8Length(text) : text.length;
    if (bytes < this.#largestBytes) return;
    this.#largestBytes = bytes;
    this.#largest = item;
  }

  #pollBuffer(): void {
    this.#poll = undefined;
    if (!this.link.writable) return;
    // A long turn may not be over.
    this.#endTurn();
    this.#letGoOfFlushed();
    this.#stuck = this.#handed;
    if (this.#held.length > 0) this.#poll = this.clock.after(POLL_INTERVAL, this, () => this.#pollBuffer());
  }

  #letGoOfFlushed(): void {
    this.#held = this.#held.slice(firstBeyond(this.#held, this.#handed - this.link.bufferedAmount));
  }
}

const unconfirmed = (message: Outgoing): Loss => [message, 'unconfirmed'];

/** The index of the first message that ends after so many bytes. Searched from the newest, since hosts hold few. */
function firstBeyond(held: readonly { readonly end: number }[], bytes: number): number {
  let at = held.length;
  while (at > 0 && (held[at - 1]?.end ?? 0) > bytes) at -= 1;
  return at;
}
