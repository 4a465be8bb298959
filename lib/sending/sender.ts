import type { Observable } from 'rxjs';
import { SendError } from '../errors';
import type { UndeliveredReason } from '../events';
import type { Host } from '../host';
import { encode, type EncodeOptions, type Outgoing } from './encode';
import type { Item, Outbox } from './outbox';
import { Wire, type Writable } from './wire';

/** What a sender stands on. */
export interface SenderOptions<Link extends Writable> extends EncodeOptions {
  /** The channel that what is sent now is for. */
  readonly channel: () => string | undefined;
  readonly outbox: Outbox<Link>;
  /** Told of a message that did not, or may not, reach the gateway. */
  readonly undelivered: (message: Outgoing, reason: UndeliveredReason) => void;
  /** Whether `close()` was called, after which nothing can be sent any more. */
  readonly isClosed: () => boolean;
  /** Emits when it is. */
  readonly closed$: Observable<unknown>;
}

/** Hands messages to the open connection, or to the outbox. */
export interface Sender<Link extends Writable> {
  send(message: Outgoing): 'sent' | 'queued';
  /** {@link send} for a message that is written already. */
  hand(item: Item<Link>): 'sent' | 'queued';
  /**
   * A connection took over: its first messages go out on it, then what waited for its channel, and what is sent for that
   * channel follows. A connection that takes over again has nothing to say first.
   */
  attach(link: Link, first?: readonly Outgoing[], channel?: string): void;
  /** A connection was lost, with that close code: tells what may be lost with it. */
  lost(link: Link, code: number): void;
}

export function createSender<Link extends Writable>(options: SenderOptions<Link>, host: Host): Sender<Link> {
  const { channel, outbox, undelivered, isClosed, closed$ } = options;
  const wires = new WeakMap<Link, Wire<Link>>();
  let current: Wire<Link> | undefined;

  const write = (wire: Wire<Link>, { message, text, asker }: Item<Link>): boolean => {
    // A WebSocket that is closing swallows what it is given, so it is given nothing.
    if (!wire.link.writable) return false;
    // First, because a reply may come before a synchronous socket of a test has returned.
    asker?.written(wire.link);
    wire.write(message, text);
    return true;
  };
  const hand = (item: Item<Link>): 'sent' | 'queued' => {
    const now = channel();
    if (current && current.channel === now && write(current, item)) return 'sent';
    outbox.put(item, now);
    return 'queued';
  };

  return {
    send: (message) => {
      if (isClosed()) throw new SendError('closed', `'${message.name}' came after close(), which is final.`);
      return hand({ message, text: encode(message, options) });
    },
    hand,
    attach: (link, first = [], linkChannel) => {
      const wire = wires.get(link) ?? new Wire(link, linkChannel, host, closed$);
      wires.set(link, wire);
      const items = first.map((message) => ({ message, text: encode(message, options) }));
      // What is sent in the meantime waits its turn: the order of sends is the order of messages.
      current = undefined;
      for (const item of items) write(wire, item);
      outbox.flush(wire.channel, (item) => write(wire, item));
      current = wire;
    },
    lost: (link, code) => {
      const wire = wires.get(link);
      if (current === wire) current = undefined;
      for (const [message, reason] of wire?.lost(code) ?? []) undelivered(message, reason);
    },
  };
}
