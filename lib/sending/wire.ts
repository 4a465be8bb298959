import { interval, map, takeUntil, takeWhile, type Observable, type Subscription } from 'rxjs';
import type { UndeliveredReason } from '../events';
import type { Host } from '../host';
import type { Outgoing } from './encode';
import { utf8Length } from '../utf8-length';

/** What is needed of an open connection to write to it. */
export interface Writable {
  /** Whether a message handed over now would go out. */
  readonly writable: boolean;
  /** Bytes that the host has taken and not yet sent. */
  readonly bufferedAmount: number;
  /** How many messages were sent on it, by whomever. */
  readonly sent: number;
  send(text: string): void;
}

/** A message whose bytes the host still held when it was last looked at. */
interface Held {
  readonly message: Outgoing;
  /** Bytes handed over up to its end, in the host's own count. */
  readonly end: number;
}

/** How often the host is asked whether it still holds bytes, in ms; only while it does. */
const LOOK = 250;

/** A text of so many UTF-16 units fits in API Gateway's 32 KiB whatever it says, so its bytes need no counting. */
const CERTAINLY_SMALL = 10_922;

/** API Gateway closes with this code over a message that is too large (contract A2). */
const MESSAGE_TOO_BIG = 1_009;

/**
 * What is written to one connection, and what may be lost with it. Nearly free while the host takes what it is given:
 * two readings of `bufferedAmount` for a message, and nothing is kept of it once its bytes have left.
 */
export class Wire<Link extends Writable> {
  #handed = 0;
  /** Oldest first. */
  #held: Held[] = [];
  /** What was held at the last look, and so for a while: some hosts have forgotten their bytes by the time they say that a socket is lost. */
  #stuck: readonly Held[] = [];
  #looking: Subscription | undefined;
  #largest: Outgoing | undefined;
  #largestBytes = 0;

  /** @param until when it emits, the host is asked no more */
  constructor(
    readonly link: Link,
    /** The channel that the connection is for. */
    readonly channel: string | undefined,
    private readonly host: Host,
    private readonly until: Observable<unknown>,
  ) {}

  /** Writes a message, where the connection is writable. */
  write(message: Outgoing, text: string): void {
    const { link } = this;
    const before = link.bufferedAmount;
    link.send(text);
    const after = link.bufferedAmount;
    this.#weigh(message, text);
    // What was handed over before a moment in which the host held nothing has left.
    if ((before === 0 || after === 0) && this.#held.length > 0) this.#held = [];
    if (after > 0) this.#hold(message, before, after);
  }

  /** What did not, or may not, have reached the other side when the connection was lost with that code. */
  lost(code: number): readonly (readonly [message: Outgoing, reason: UndeliveredReason])[] {
    this.#looking?.unsubscribe();
    const tooLarge = code === MESSAGE_TOO_BIG ? this.#largest : undefined;
    if (this.link.bufferedAmount > 0) this.#letGoOfFlushed();
    else this.#keepStuck();
    const unconfirmed = this.#held.map(({ message }) => message).filter((message) => message !== tooLarge);
    return [
      ...(tooLarge ? [[tooLarge, 'too-large'] as const] : []),
      ...unconfirmed.map((message) => [message, 'unconfirmed'] as const),
    ];
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
    if (this.#looking?.closed === false) return;
    this.#looking = interval(LOOK, this.host.scheduler)
      .pipe(
        map(() => this.#look()),
        takeWhile((holds) => holds),
        takeUntil(this.until),
      )
      .subscribe();
  }

  /** Whether there is any more to look for. */
  #look(): boolean {
    if (!this.link.writable) return false;
    this.#letGoOfFlushed();
    this.#stuck = [...this.#held];
    return this.#held.length > 0;
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
