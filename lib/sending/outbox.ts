import { BehaviorSubject, defer, EMPTY, repeat, switchMap, takeUntil, tap, timer, type Observable } from 'rxjs';
import { SendError, type GatewaySocketError } from '../errors';
import type { UndeliveredReason } from '../events';
import type { Host } from '../host';
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
  /** Who asked, where the message is a question: told when it is written, or that it never will be. */
  readonly asker?: {
    readonly written: (link: Link) => void;
    readonly givenUp: (reason: UndeliveredReason, cause?: GatewaySocketError) => void;
  };
}

/** What is known of an item that waits. */
interface Waiting {
  /** The channel that was current when it was sent. */
  readonly channel: string | undefined;
  /** Epoch ms. */
  readonly expires: number;
}

/**
 * Keeps messages until there is a connection: above the sockets, so that the loss of one loses no message. Each
 * leaves in exactly one of four ways: flushed, drained by the application, withdrawn by who asked, or given up with its
 * reason told.
 */
export interface Outbox<Link = unknown> {
  /** Whether anything waits, at once and with each change: while it does, a connection is wanted. */
  readonly pending$: Observable<boolean>;
  readonly pending: boolean;
  /** Keeps a message. Throws a {@link SendError} `queue-full` where that is the policy and there is no room. */
  put(item: Item<Link>, channel: string | undefined): void;
  /** Hands over what waits for a channel, oldest first, for as long as `send` takes it. */
  flush(channel: string | undefined, send: (item: Item<Link>) => boolean): void;
  /** Takes out an item, if it still waits. */
  withdraw(item: Item<Link>): void;
  /** Takes out all that waits, save the questions: their replies would find nobody who asked. */
  drain(): Outgoing[];
  /** Gives up all that waits. */
  abandon(reason: UndeliveredReason, cause?: GatewaySocketError): void;
}

/** @param until when it emits, the outbox's timer goes for good */
export function createOutbox<Link = unknown>(
  { capacity, ttl, overflow }: OutboxOptions,
  { scheduler }: Host,
  undelivered: (message: Outgoing, reason: UndeliveredReason) => void,
  until: Observable<unknown>,
): Outbox<Link> {
  // A Map keeps the order and lets go of any item in constant time.
  const items = new Map<Item<Link>, Waiting>();
  /** On its way out just now: what its sending brings about at once finds it gone already. */
  let leaving: Item<Link> | undefined;
  const staying = () => [...items.keys()].filter((item) => item !== leaving);
  const pending$ = new BehaviorSubject(false);
  const nextExpiry = () => items.values().next().value?.expires ?? 0;
  const oldest = (): Item<Link> | undefined => {
    for (const item of items.keys()) if (item !== leaving) return item;
    return undefined;
  };
  const changed = () => {
    if (pending$.value !== items.size > 0) pending$.next(items.size > 0);
  };

  const remove = (some: Iterable<Item<Link>>): void => {
    for (const item of some) items.delete(item);
    changed();
  };
  const tell = ({ message, asker }: Item<Link>, reason: UndeliveredReason, cause?: GatewaySocketError): void => {
    undelivered(message, reason);
    asker?.givenUp(reason, cause);
  };
  const giveUp = (some: readonly Item<Link>[], reason: UndeliveredReason, cause?: GatewaySocketError): void => {
    remove(some);
    for (const item of some) tell(item, reason, cause);
  };
  const expired = (): Item<Link>[] => {
    const old: Item<Link>[] = [];
    for (const [item, { expires }] of items) {
      if (expires > scheduler.now()) break;
      old.push(item);
    }
    return old;
  };

  // Every message lives equally long, so the oldest expires first and one timer serves all.
  const expiry = defer(() => timer(Math.max(0, nextExpiry() - scheduler.now()), scheduler)).pipe(
    tap(() => giveUp(expired(), 'expired')),
    repeat(),
  );
  pending$
    .pipe(
      switchMap((waiting) => (waiting ? expiry : EMPTY)),
      takeUntil(until),
    )
    .subscribe();

  return {
    pending$: pending$.asObservable(),
    get pending() {
      return items.size > 0;
    },
    put: (item, channel) => {
      const size = items.size - (leaving ? 1 : 0);
      const first = size < capacity ? undefined : oldest();
      if (size >= capacity && (overflow === 'throw' || !first)) {
        throw new SendError(
          'queue-full',
          `'${item.message.name}' found the outbox full: ${size} messages wait, its capacity.`,
        );
      }
      if (first) items.delete(first);
      items.set(item, { channel, expires: scheduler.now() + ttl });
      changed();
      if (first) tell(first, 'overflow');
    },
    flush: (channel, send) => {
      for (const [item, waiting] of items) {
        if (waiting.channel !== channel) continue;
        leaving = item;
        const left = send(item);
        leaving = undefined;
        if (!left) break;
        items.delete(item);
      }
      changed();
    },
    withdraw: (item) => {
      if (items.has(item)) remove([item]);
    },
    drain: () => {
      const mine = staying().filter(({ asker }) => !asker);
      remove(mine);
      return mine.map(({ message }) => message);
    },
    abandon: (reason, cause) => giveUp(staying(), reason, cause),
  };
}
