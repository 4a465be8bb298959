import type { Clock, Task } from '../clock';
import { SendError, type GatewaySocketError } from '../errors';
import type { Fault, UndeliveredReason } from '../events';
import { numbered } from '../text';
import type { Outgoing } from './encode';
import type { Item } from './item';
import type { OutboxOptions } from './outbox-options';

/** Receives faults. */
export interface FaultSink {
  /** Reports faults with the same cause. */
  report(faults: readonly Fault[]): void;
}

/** Holds the connection open while messages wait. */
export interface ConnectionHolder {
  keepFor(pending: boolean): void;
}

/** The fault of a message that did not, or may not, reach the gateway. */
export function undelivered({ name, params = {} }: Outgoing, reason: UndeliveredReason): Fault {
  return { type: 'undelivered', name, params, reason };
}

/** The list is copied without the items that are gone once these are so many, and more than half of all. */
const MANY = 1_000;

/**
 * Keeps messages until there is a connection. It does not belong to a socket, so the loss of a socket loses none of its
 * messages. Each message leaves in exactly one of four ways: flushed, drained by the application, withdrawn by its
 * request, or given up with a fault.
 */
export class Outbox<Link = unknown> {
  /** Oldest first. Items that are gone stay in the list for a while. */
  #items: Item<Link>[] = [];
  /** All items before this index are gone. */
  #head = 0;
  /** How many items wait. */
  #size = 0;
  /** How many calls of {@link flush} iterate over the list. */
  #flushes = 0;
  #pending = false;
  #expiry: Task | undefined;
  /** Set by `gateway-socket.ts`. */
  holder: ConnectionHolder | undefined;

  constructor(
    private readonly options: OutboxOptions,
    private readonly clock: Clock,
    private readonly faults: FaultSink,
  ) {}

  /** Whether any message waits, or is being sent from here. */
  get pending(): boolean {
    return this.#size + this.#flushes > 0;
  }

  /**
   * Keeps a message. Throws a {@link SendError} `queue-full` if the outbox is full and must not drop another one.
   *
   * @param bounded `false` if the message is sent in this turn: the capacity is only for messages that wait
   */
  put(item: Item<Link>, channel: string | undefined, bounded = true): void {
    const { capacity, overflow, ttl } = this.options;
    const full = bounded && this.#size >= capacity;
    const first = full ? this.#oldest() : undefined;
    if (full && (overflow === 'throw' || !first)) {
      throw new SendError(
        'queue-full',
        numbered`'${item.name}' was not queued: the outbox is full with ${this.#size} messages (outbox.capacity).`,
      );
    }
    if (first) this.#takeOut(first);
    item.channel = channel;
    item.expires = this.clock.time() + ttl;
    item.state = 'waits';
    this.#items.push(item);
    this.#size += 1;
    this.#changed();
    if (first) this.#report([first], 'overflow');
  }

  /** Sends the messages that wait for a channel, oldest first, until `send` returns `false`. */
  flush(channel: string | undefined, send: (item: Item<Link>) => boolean): void {
    this.#flushes += 1;
    try {
      for (const item of this.#waiting()) if (item.channel === channel && !this.#leaves(item, send)) break;
    } finally {
      this.#flushes -= 1;
      this.#changed();
    }
  }

  /** Removes an item, if it still waits. */
  withdraw(item: Item<Link>): void {
    if (item.state !== 'gone') this.#remove([item]);
  }

  /** Removes and returns all waiting messages except requests, whose subscribers still wait for a reply. */
  drain(): Outgoing[] {
    const mine = [...this.#waiting()].filter(({ observer }) => !observer);
    this.#remove(mine);
    return mine.map(({ name, params, action }) => ({ name, params, action }));
  }

  /** Gives up every waiting message. */
  abandon(reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.#giveUp([...this.#waiting()], reason, cause);
  }

  #oldest(): Item<Link> | undefined {
    return this.#waiting().next().value;
  }

  /** The items that wait, oldest first, including those that are added during the iteration. */
  *#waiting(): Generator<Item<Link>, undefined> {
    for (let at = this.#head; at < this.#items.length; at += 1) {
      const item = this.#items[at];
      if (item?.state === 'waits') yield item;
    }
  }

  /** While an item is sent, re-entrant calls treat it as gone. */
  #leaves(item: Item<Link>, send: (item: Item<Link>) => boolean): boolean {
    item.state = 'leaves';
    this.#size -= 1;
    let sent = false;
    try {
      sent = send(item);
    } finally {
      if (!sent) this.#stays(item);
    }
    if (sent) item.state = 'gone';
    return sent;
  }

  /** It was not sent, and waits again unless it was withdrawn in the meantime. */
  #stays(item: Item<Link>): void {
    if (item.state === 'gone') return;
    item.state = 'waits';
    this.#size += 1;
  }

  #takeOut(item: Item<Link>): void {
    if (item.state === 'waits') this.#size -= 1;
    item.state = 'gone';
  }

  #remove(some: Iterable<Item<Link>>): void {
    for (const item of some) this.#takeOut(item);
    this.#changed();
  }

  #giveUp(some: readonly Item<Link>[], reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.#remove(some);
    this.#report(some, reason, cause);
  }

  #report(some: readonly Item<Link>[], reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.faults.report(some.map((item) => undelivered(item, reason)));
    for (const { observer } of some) observer?.rejected(reason, cause);
  }

  #changed(): void {
    this.#forgetGone();
    const pending = this.#size > 0;
    // Every message has the same `ttl`, so the oldest expires first, and one deadline is enough for all.
    if (!pending) {
      this.clock.cancel(this.#expiry);
      this.#expiry = undefined;
    } else this.#expiry ??= this.clock.at(this.#oldest()?.expires ?? Infinity, this, () => this.#expire());
    if (pending === this.#pending) return;
    this.#pending = pending;
    this.holder?.keepFor(pending);
  }

  #forgetGone(): void {
    // The indexes must not change during an iteration.
    if (this.#flushes > 0) return;
    while (this.#items[this.#head]?.state === 'gone') this.#head += 1;
    const gone = this.#items.length - this.#size;
    if (this.#size > 0 && (gone < MANY || gone * 2 < this.#items.length)) return;
    this.#items = this.#items.filter(({ state }) => state === 'waits');
    this.#head = 0;
  }

  #expire(): void {
    this.#expiry = undefined;
    const now = this.clock.now();
    const old = [...this.#waiting()].filter(({ expires }) => expires <= now);
    this.#giveUp(old, 'expired');
  }
}
