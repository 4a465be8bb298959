import type { Clock, Task } from '../clock';
import { SendError, type GatewaySocketError } from '../errors';
import type { Fault, UndeliveredReason } from '../events';
import { numbered } from '../text';
import type { Outgoing } from './encode';

/** How `send()` queues messages while there is no connection. */
export interface OutboxOptions {
  /** The most messages that may wait. Default 1,000. */
  readonly capacity: number;
  /** How long a message may wait, in ms. An older one is an `undelivered` fault `expired`. Default 60,000. */
  readonly ttl: number;
  /**
   * What `send()` does while the outbox is full: `'drop-oldest'` (default) drops the oldest message, which is an
   * `undelivered` fault `overflow`; `'throw'` throws a {@link SendError} `queue-full`.
   */
  readonly overflow: 'drop-oldest' | 'throw';
}

/** A message that is encoded and not sent yet. */
export interface Item<Link = unknown> {
  readonly message: Outgoing;
  readonly text: string;
  /** Only for a request: called when it is written, or when it will never be written. */
  readonly asker?: {
    readonly written: (link: Link) => void;
    readonly givenUp: (reason: UndeliveredReason, cause?: GatewaySocketError) => void;
  };
}

/** Receives faults. */
export interface FaultSink {
  /** Faults that have one cause. */
  report(faults: readonly Fault[]): void;
}

/** Holds the connection open while messages wait. */
export interface ConnectionHolder {
  keepFor(pending: boolean): void;
}

/** What is stored with an item that waits. */
interface Waiting {
  /** The channel that was current when it was sent. */
  readonly channel: string | undefined;
  /** In ms of the clock. */
  readonly expires: number;
}

/** The fault of a message that did not, or may not, reach the gateway. */
export function undelivered({ name, params = {} }: Outgoing, reason: UndeliveredReason): Fault {
  return { type: 'undelivered', name, params, reason };
}

/**
 * Keeps messages until there is a connection. It belongs to no socket, so the loss of a socket loses no message in it.
 * Each message leaves in exactly one of four ways: flushed, drained by the application, withdrawn by its request, or
 * given up with a fault.
 */
export class Outbox<Link = unknown> {
  // A Map keeps the order and deletes any item in constant time.
  #items: Map<Item<Link>, Waiting> | undefined;
  /** The item that is being sent: calls that its sending causes treat it as gone. */
  #leaving: Item<Link> | undefined;
  #pending = false;
  #expiry: Task | undefined;
  /** Set by `gateway-socket.ts`. */
  holder: ConnectionHolder | undefined;

  constructor(
    private readonly options: OutboxOptions,
    private readonly clock: Clock,
    private readonly faults: FaultSink,
  ) {}

  /** Whether anything waits. */
  get pending(): boolean {
    return this.#size > 0;
  }

  /**
   * Keeps a message. Throws a {@link SendError} `queue-full` if the outbox is full and may drop nothing for it.
   *
   * @param bounded `false` if the message goes out in this turn: the capacity is only for messages that wait
   */
  put(item: Item<Link>, channel: string | undefined, bounded = true): void {
    const { capacity, overflow, ttl } = this.options;
    const size = this.#size - (this.#leaving ? 1 : 0);
    const full = bounded && size >= capacity;
    const first = full ? this.#oldest() : undefined;
    if (full && (overflow === 'throw' || !first)) {
      throw new SendError(
        'queue-full',
        numbered`'${item.message.name}' was not queued: the outbox is full with ${size} messages (outbox.capacity).`,
      );
    }
    const items = (this.#items ??= new Map());
    if (first) items.delete(first);
    items.set(item, { channel, expires: this.clock.now() + ttl });
    this.#changed();
    if (first) this.#report([first], 'overflow');
  }

  /** Sends the messages that wait for a channel, oldest first, until `send` returns `false`. */
  flush(channel: string | undefined, send: (item: Item<Link>) => boolean): void {
    for (const [item, waiting] of this.#items ?? []) {
      if (waiting.channel !== channel) continue;
      if (!this.#leaves(item, send)) break;
      this.#items?.delete(item);
    }
    this.#changed();
  }

  /** Removes an item, if it still waits. */
  withdraw(item: Item<Link>): void {
    if (this.#items?.has(item)) this.#remove([item]);
  }

  /** Removes and returns all waiting messages except requests, whose subscribers still wait for a reply. */
  drain(): Outgoing[] {
    const mine = this.#staying().filter(({ asker }) => !asker);
    this.#remove(mine);
    return mine.map(({ message }) => message);
  }

  /** Gives up every waiting message. */
  abandon(reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.#giveUp(this.#staying(), reason, cause);
  }

  #leaves(item: Item<Link>, send: (item: Item<Link>) => boolean): boolean {
    this.#leaving = item;
    try {
      return send(item);
    } finally {
      this.#leaving = undefined;
    }
  }

  get #size(): number {
    return this.#items?.size ?? 0;
  }

  #staying(): Item<Link>[] {
    return [...(this.#items?.keys() ?? [])].filter((item) => item !== this.#leaving);
  }

  #oldest(): Item<Link> | undefined {
    for (const item of this.#items?.keys() ?? []) if (item !== this.#leaving) return item;
    return undefined;
  }

  #remove(some: Iterable<Item<Link>>): void {
    for (const item of some) this.#items?.delete(item);
    this.#changed();
  }

  #giveUp(some: readonly Item<Link>[], reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.#remove(some);
    this.#report(some, reason, cause);
  }

  #report(some: readonly Item<Link>[], reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.faults.report(some.map(({ message }) => undelivered(message, reason)));
    for (const { asker } of some) asker?.givenUp(reason, cause);
  }

  #changed(): void {
    this.#watchExpiry();
    const pending = this.#size > 0;
    if (pending === this.#pending) return;
    this.#pending = pending;
    this.holder?.keepFor(pending);
  }

  /** Every message has the same `ttl`, so the oldest expires first, and one deadline is enough for all. */
  #watchExpiry(): void {
    if (this.#size === 0) {
      this.clock.cancel(this.#expiry);
      this.#expiry = undefined;
    } else this.#expiry ??= this.clock.at(this.#firstExpiry(), this, () => this.#expire());
  }

  #firstExpiry(): number {
    return this.#items?.values().next().value?.expires ?? Infinity;
  }

  #expire(): void {
    this.#expiry = undefined;
    const now = this.clock.now();
    const old: Item<Link>[] = [];
    for (const [item, { expires }] of this.#items ?? []) {
      if (expires > now) break;
      old.push(item);
    }
    this.#giveUp(old, 'expired');
  }
}
