import type { Clock } from '../clock';
import { SendError } from '../errors';
import { numbered } from '../text';
import type { EncodeOptions, Outgoing } from './encode';
import { encoded, type Item } from './item';
import { undelivered, type FaultSink, type Outbox } from './outbox';
import { SendBuffer, type Loss, type Writable } from './send-buffer';

/** Options of {@link Sender}. */
export interface SenderOptions<Link extends Writable> extends EncodeOptions {
  /** Its `channel` is the channel of messages that are sent now. */
  readonly destination: { readonly channel: string | undefined };
  readonly outbox: Outbox<Link>;
  readonly faults: FaultSink;
}

/** The connection that messages are written to. */
export interface Route<Link> {
  readonly link: Link;
  /** The channel that the connection is for. */
  readonly channel: string | undefined;
  /** `one`: only the next message, then `none`. `none`: messages wait in the outbox. */
  readonly pace: 'all' | 'one' | 'none';
  /** Whether messages are remembered, because the connection may turn out deaf or dead. */
  readonly remembered: boolean;
}

export type SendResult = 'sent' | 'queued' | 'dropped';

/** Writes messages to the connection that has the sends, or puts them into the outbox. */
export class Sender<Link extends Writable> {
  #route: Route<Link> | undefined;
  #buffers: Map<Link, SendBuffer<Link>> | undefined;
  /** The outbox is being flushed: a message that is sent now is queued after it, so that the order is kept. */
  #flushing = false;
  /** A connection takes over: messages that its observers send for its channel go to it in this turn. */
  #takingOver: Pick<Route<Link>, 'channel' | 'pace'> | undefined;
  #closed = false;

  constructor(
    private readonly options: SenderOptions<Link>,
    private readonly clock: Clock,
  ) {}

  /** @param volatile whether the message is dropped if it cannot be sent now */
  send(message: Outgoing, volatile = false): SendResult {
    this.#mustBeOpen(message);
    const item = encoded<Link>(message, this.options);
    this.clock.turn();
    // A handler of overdue work may have closed it.
    this.#mustBeOpen(message);
    const { channel } = this.options.destination;
    if (!volatile || this.#takes(channel)) return this.sendEncoded(item);
    return this.#isOpenFor(channel) && this.#write(item) ? 'sent' : 'dropped';
  }

  /** {@link send} for a message that is encoded already. */
  sendEncoded(item: Item<Link>): 'sent' | 'queued' {
    const { outbox, destination } = this.options;
    const { channel } = destination;
    if (this.#isOpenFor(channel) && this.#write(item)) return 'sent';
    outbox.put(item, channel, !this.#isTakenOverFor(channel));
    return 'queued';
  }

  /** A connection is open: sends its first messages, those of the option `hello`. */
  greet(link: Link, first: readonly Outgoing[]): void {
    const items = first.map((message) => encoded<Link>(message, this.options));
    for (const item of items) if (link.writable) this.#bufferOf(link).write(item, false, true);
  }

  /** A connection for that channel takes over; its {@link route} follows, with that pace. */
  takeOver(channel: string | undefined, pace: Route<Link>['pace'] = 'all'): void {
    this.#takingOver = { channel, pace };
  }

  /** Sets the connection and the pace of the messages from now on, and flushes the outbox. `undefined`: messages wait. */
  route(route: Route<Link> | undefined): void {
    this.#route = route;
    if (route && !route.remembered) this.#buffers?.get(route.link)?.forget();
    if (!route) return;
    // The `send` of a host may throw.
    try {
      if (route.pace !== 'none') this.#flush(route.channel);
    } finally {
      this.#takingOver = undefined;
    }
  }

  /** Reports the messages that were sent on a connection before it was proven as `unconfirmed`. */
  giveUp(link: Link): void {
    this.#report(this.#buffers?.get(link)?.takeRemembered() ?? []);
  }

  /**
   * A connection was lost, with this close code: reports the messages that may be lost with it.
   *
   * @param doubtful whether the messages that were sent before it was proven may be lost too
   */
  lost(link: Link, code: number, doubtful: boolean): void {
    const buffer = this.#buffers?.get(link);
    if (this.#route?.link === link) this.#route = undefined;
    this.#takingOver = undefined;
    if (!buffer) return;
    this.#buffers?.delete(link);
    const held = buffer.lost(code);
    const messages = new Set(held.map(([message]) => message));
    const remembered = doubtful ? buffer.takeRemembered().filter(([message]) => !messages.has(message)) : [];
    this.#report([...held, ...remembered]);
  }

  /** Removes the connections that were closed on purpose: nothing that was sent on them is reported. */
  forgetClosed(): void {
    if (this.#route?.link.writable === false) this.#route = undefined;
    this.#takingOver = undefined;
    for (const [link, buffer] of this.#buffers ?? []) {
      if (link.writable) continue;
      buffer.release();
      this.#buffers?.delete(link);
    }
  }

  close(): void {
    this.#closed = true;
    this.#route = undefined;
  }

  #mustBeOpen({ name }: Outgoing): void {
    if (this.#closed) throw new SendError('closed', numbered`'${name}' was sent after close(), which is final.`);
  }

  #isOpenFor(channel: string | undefined): boolean {
    const route = this.#route;
    return route !== undefined && !this.#flushing && route.channel === channel && !this.#takingOver;
  }

  #isTakenOverFor(channel: string | undefined): boolean {
    return this.#takingOver !== undefined && this.#takingOver.channel === channel;
  }

  /** Whether a message is sent in this turn. If not, it may wait until another connection has the sends. */
  #takes(channel: string | undefined): boolean {
    const pace = this.#isTakenOverFor(channel) ? this.#takingOver?.pace : 'none';
    return pace === 'all' || (pace === 'one' && !this.options.outbox.pending);
  }

  #flush(channel: string | undefined): void {
    this.#flushing = true;
    try {
      this.options.outbox.flush(channel, (item) => this.#write(item));
    } finally {
      this.#flushing = false;
    }
  }

  #write(item: Item<Link>): boolean {
    const route = this.#route;
    // A WebSocket that is closing drops messages silently, so nothing is written to it.
    if (!route?.link.writable || route.pace === 'none') return false;
    if (route.pace === 'one') this.#route = { ...route, pace: 'none' };
    // Before the write: the synchronous socket of a test may deliver the reply before `send` returns.
    item.observer?.written(route.link);
    this.#bufferOf(route.link).write(item, route.remembered);
    return true;
  }

  #bufferOf(link: Link): SendBuffer<Link> {
    const buffers = (this.#buffers ??= new Map<Link, SendBuffer<Link>>());
    const known = buffers.get(link);
    if (known) return known;
    const made = new SendBuffer(link, this.clock);
    buffers.set(link, made);
    return made;
  }

  #report(losses: readonly Loss[]): void {
    this.options.faults.report(losses.map(([message, reason]) => undelivered(message, reason)));
  }
}
