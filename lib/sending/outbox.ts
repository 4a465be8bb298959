import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  EMPTY,
  repeat,
  switchMap,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { SendError } from '../errors';
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

/** A message that waits, already written. */
export interface Waiting {
  readonly message: Outgoing;
  readonly text: string;
  /** The channel that was current when it was sent. */
  readonly channel: string | undefined;
  /** Epoch ms. */
  readonly expires: number;
}

/**
 * Keeps messages until there is a connection: above the sockets, so that the loss of one loses no message. Each
 * leaves in exactly one of three ways: flushed, drained by the application, or given up with its reason told.
 */
export interface Outbox {
  /** Whether anything waits, at once and with each change: while it does, a connection is wanted. */
  readonly pending$: Observable<boolean>;
  readonly pending: boolean;
  /** Keeps a message. Throws a {@link SendError} `queue-full` where that is the policy and there is no room. */
  put(message: Outgoing, text: string, channel: string | undefined): void;
  /** Hands over what waits for a channel, oldest first, for as long as `send` takes it. */
  flush(channel: string | undefined, send: (text: string) => boolean): void;
  /** Takes out all that waits. */
  drain(): Outgoing[];
  /** Gives up all that waits. */
  abandon(reason: UndeliveredReason): void;
}

/** @param until when it emits, the outbox's timer goes for good */
export function createOutbox(
  { capacity, ttl, overflow }: OutboxOptions,
  { scheduler }: Host,
  undelivered: (message: Outgoing, reason: UndeliveredReason) => void,
  until: Observable<unknown>,
): Outbox {
  // A Set keeps the order and lets go of any item in constant time.
  const items = new Set<Waiting>();
  const pending = new BehaviorSubject(false);
  const pending$ = pending.pipe(distinctUntilChanged());
  const oldest = () => items.values().next().value;
  const changed = () => pending.next(items.size > 0);

  const remove = (some: Iterable<Waiting>): void => {
    for (const item of some) items.delete(item);
    changed();
  };
  const giveUp = (some: readonly Waiting[], reason: UndeliveredReason): void => {
    remove(some);
    for (const { message } of some) undelivered(message, reason);
  };

  // Every message lives equally long, so the oldest expires first and one timer serves all.
  const expiry = defer(() => timer(Math.max(0, (oldest()?.expires ?? 0) - scheduler.now()), scheduler)).pipe(
    tap(() =>
      giveUp(
        [...items].filter(({ expires }) => expires <= scheduler.now()),
        'expired',
      ),
    ),
    repeat(),
  );
  pending$
    .pipe(
      switchMap((waiting) => (waiting ? expiry : EMPTY)),
      takeUntil(until),
    )
    .subscribe();

  return {
    pending$,
    get pending() {
      return items.size > 0;
    },
    put: (message, text, channel) => {
      const first = items.size < capacity ? undefined : oldest();
      if (items.size >= capacity && (overflow === 'throw' || !first)) {
        throw new SendError(
          'queue-full',
          `'${message.name}' found the outbox full: ${items.size} messages wait, its capacity.`,
        );
      }
      if (first) items.delete(first);
      items.add({ message, text, channel, expires: scheduler.now() + ttl });
      changed();
      if (first) undelivered(first.message, 'overflow');
    },
    flush: (channel, send) => {
      const sent: Waiting[] = [];
      for (const item of items) {
        if (item.channel !== channel) continue;
        if (!send(item.text)) break;
        sent.push(item);
      }
      remove(sent);
    },
    drain: () => {
      const all = [...items];
      remove(all);
      return all.map(({ message }) => message);
    },
    abandon: (reason) => giveUp([...items], reason),
  };
}
