import type { Clock, Task } from '../clock';
import { SendError, type GatewaySocketError } from '../errors';
import type { Fault, UndeliveredReason } from '../events';
import type { Outgoing } from './encode';

/** What `send` keeps while there is no connection. */
export interface OutboxOptions {
  /** How many messages it holds. Default 1,000. */
  readonly capacity: number;
  /** How long a message may wait, in ms. Default 60,000. */
  readonly ttl: number;
  /** What a full outbox does: gives up its oldest message (default), or throws a {@link SendError} `queue-full`. */
  readonly overflow: 'drop-oldest' | 'throw';
}

/** A message on its way, already written. */
export interface Item<Link = unknown> {
  readonly message: Outgoing;
  readonly text: string;
  /** Where the message is a request: called when it is written, or will never be. */
  readonly asker?: {
    readonly written: (link: Link) => void;
    readonly givenUp: (reason: UndeliveredReason, cause?: GatewaySocketError) => void;
  };
}

/** Takes what went wrong with a message. */
export interface FaultSink {
  fault(fault: Fault): void;
}

/** Keeps a connection while something waits to be sent. */
export interface ConnectionHolder {
  keepFor(pending: boolean): void;
}

/** What is stored of an item that waits. */
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
 * Keeps messages until there is a connection: above the sockets, so that the loss of one loses no message. Each leaves in
 * exactly one of four ways: flushed, drained by the application, withdrawn by its request, or given up with a fault.
 */
export class Outbox<Link = unknown> {
  // A Map keeps the order and lets go of any item in constant time.
  #items: Map<Item<Link>, Waiting> | undefined;
  /** On its way out just now: what its sending causes at once finds it gone already. */
  #leaving: Item<Link> | undefined;
  #pending = false;
  #expiry: Task | undefined;
  /** Set by the assembly. */
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
   * Keeps a message. Throws a {@link SendError} `queue-full` where that is the policy and there is no room.
   *
   * @param bounded `false` where the message goes out in this turn: the capacity is for what waits
   */
  put(item: Item<Link>, channel: string | undefined, bounded = true): void {
    const { capacity, overflow, ttl } = this.options;
    const size = this.#size - (this.#leaving ? 1 : 0);
    const full = bounded && size >= capacity;
    const first = full ? this.#oldest() : undefined;
    if (full && (overflow === 'throw' || !first)) {
      throw new SendError(
        'queue-full',
        `'${item.message.name}' found the outbox full: ${size} messages wait, its capacity.`,
      );
    }
    const items = (this.#items ??= new Map());
    if (first) items.delete(first);
    items.set(item, { channel, expires: this.clock.now() + ttl });
    this.#changed();
    if (first) this.#tell(first, 'overflow');
  }

  /** Hands over what waits for a channel, oldest first, for as long as `send` takes it. */
  flush(channel: string | undefined, send: (item: Item<Link>) => boolean): void {
    for (const [item, waiting] of this.#items ?? []) {
      if (waiting.channel !== channel) continue;
      if (!this.#leaves(item, send)) break;
      this.#items?.delete(item);
    }
    this.#changed();
  }

  /** Takes out an item, if it still waits. */
  withdraw(item: Item<Link>): void {
    if (this.#items?.has(item)) this.#remove([item]);
  }

  /** Takes out all that waits, save the requests: their replies would have no subscriber. */
  drain(): Outgoing[] {
    const mine = this.#staying().filter(({ asker }) => !asker);
    this.#remove(mine);
    return mine.map(({ message }) => message);
  }

  /** Gives up all that waits. */
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
    for (const item of some) this.#tell(item, reason, cause);
  }

  #tell({ message, asker }: Item<Link>, reason: UndeliveredReason, cause?: GatewaySocketError): void {
    this.faults.fault(undelivered(message, reason));
    asker?.givenUp(reason, cause);
  }

  #changed(): void {
    this.#watchExpiry();
    const pending = this.#size > 0;
    if (pending === this.#pending) return;
    this.#pending = pending;
    this.holder?.keepFor(pending);
  }

  /** Every message lives equally long, so the oldest expires first, and one deadline serves all. */
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
