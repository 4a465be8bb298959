import { Subscription, tap } from 'rxjs';
import { isObject } from '../checks';
import type { GatewaySocket } from '../client';
import type { GatewaySocketConfig } from '../config';
import { connectionOptions } from '../connection-options';
import { connection } from '../connection/connection';
import type { AwaitedReplies, FrameSink, IncomingFrame } from '../connection/incoming';
import type { Link } from '../connection/link';
import type { SendRoute, Signal } from '../connection/signals';
import type { Fault, UndeliveredReason } from '../events';
import { assemble } from '../gateway-socket';
import type { Host } from '../host';
import { REQUEST_ID } from '../sending/encode';
import { requestId } from '../sending/request-ids';
import type { SocketParts } from '../socket-parts';
import { utf8Length } from '../utf8-length';
import { Mirror } from './mirror';
import type { Envelope, News, Note, Place, Report } from './notes';
import { newsOf, nothing, situationAfter } from './situation';

/** Receives the notes of a wire. */
export interface WireOwner {
  post(note: Report): void;
  /** The holder does not relay what arrives here. */
  doubt(): void;
}

/** A message of a tab that may still be lost. */
interface Pending extends Envelope {
  /** Where it was written. */
  link?: OpenLink;
  /** The bytes that were written there up to its end. */
  end?: number;
}

/** An open connection, as the notes know it. */
interface OpenLink {
  readonly number: number;
  readonly link: Link;
  /** The bytes of the tabs that were written on it. */
  written: number;
}

/** How long a connection must be open while the holder is alive until nothing can be missing on it, in ms. */
const SETTLED = 1_000;

/** How long the holder may take to relay a frame that arrived here, in ms. */
const LATE = 2_000;

/** How long what was sent is collected until it is reported, in ms: a report reaches all tabs. */
const CONFIRM_AFTER = 20;

/** How often it is checked whether the host has sent what was written, in ms. */
const POLL_INTERVAL = 250;

/** The longest wait for replies on a connection that is to be closed, in ms. */
const REPLY_TIME = 10_000;

/**
 * The real connection, in the page that holds it or stands by. It is a socket of the core without types, schemas and
 * `hello`: frames go to the tabs as they came, and the texts of the tabs are sent as they are.
 */
export class Wire implements FrameSink, AwaitedReplies {
  readonly #gen = requestId();
  #n = 0;
  #holds = false;
  readonly #mirror = new Mirror();
  /** The holder that this one stands by, as far as its notes came, and when the last one came. */
  #heard: Place | undefined;
  #heardAt = 0;
  #situation = nothing;
  #route: SendRoute | undefined;
  readonly #links = new Map<Link, OpenLink>();
  readonly #pending = new Set<Pending>();
  /** The requests that are not answered: their ids, and the tabs that asked. */
  readonly #askers = new Map<string, string>();
  readonly #life = new Subscription();
  readonly #socket: GatewaySocket;
  /** Set by the first start. */
  #parts: SocketParts | undefined;

  constructor(
    config: GatewaySocketConfig<string>,
    private readonly host: Host,
    private readonly owner: WireOwner,
  ) {
    this.#socket = assemble(config, host, (parts, session) => {
      this.#parts = parts;
      const options = { ...connectionOptions(parts, session), sink: this, replies: this };
      return connection(options, parts.clock).pipe(tap((signal) => this.#onSignal(signal)));
    });
    this.#life.add(this.#socket.faults$.subscribe((fault) => this.#onFault(fault)));
    this.#life.add(
      this.#socket.events$.subscribe((event) => {
        if (event.type === 'failed') this.#tell({ type: 'failed', error: event.error });
      }),
    );
  }

  /** Whether its notes count. */
  get holds(): boolean {
    return this.#holds;
  }

  get isOpen(): boolean {
    return this.#situation.current !== undefined;
  }

  /** Opens the connection, if it is not open or being opened. */
  start(): void {
    if (/idle|failed/.test(this.#socket.status.state)) this.#life.add(this.#socket.connect());
  }

  /** The notes of this one count from now on. */
  hold(): void {
    this.#holds = true;
    const { current, at } = this.#situation;
    const continues = current !== undefined && this.#heardAt - at > SETTLED && !this.#mirror.incomplete;
    this.#postState(continues ? this.#heard : undefined);
    if (continues) for (const data of this.#mirror.missing) this.#relay(data);
    this.start();
  }

  /** Closes the connection. `last`: it is the holder's still, and its last notes count. */
  stop(last: boolean): void {
    if (last) {
      this.#confirm();
      for (const message of this.#pending) if (message.link) this.#giveUp(message, 'unconfirmed');
      this.owner.post({ t: 'bye', gen: this.#gen });
    }
    this.#holds = false;
    this.#life.unsubscribe();
    this.#socket.close();
  }

  /** A note of a tab, or of the holder that this one stands by. */
  hear(note: Note): void {
    if (!this.#holds) this.#hearHolder(note);
    else if (note.t === 'hello') {
      if (note.start) this.start();
      this.#postState();
    } else if (note.t === 'send' && note.gen === this.#gen) this.#send(note);
    else if (note.t === 'ask' && note.gen === this.#gen) {
      if (note.command === 'reconnect') this.#socket.reconnect();
      else this.#parts?.commands.give(note.command);
    }
  }

  // The sink of the frames, and what is known of replies.

  receive(data: unknown): void {
    const now = this.#now;
    const to = this.askerOf(data);
    if (this.#holds) {
      if (to !== undefined || !this.#mirror.wasRelayed(this.#keyOf(data), now)) this.#relay(data, to);
      return;
    }
    this.#mirror.received(this.#keyOf(data), data, now);
    if (this.#mirror.waited(now) > LATE) this.owner.doubt();
  }

  frame(data: unknown): IncomingFrame {
    return new RawFrame(data, this, this.#parts);
  }

  whenAnswered(_link: Link, answered: () => void): () => void {
    const owner = {};
    this.#parts?.clock.after(this.#askers.size > 0 ? REPLY_TIME : 0, owner, answered);
    return () => this.#parts?.clock.cancelAll(owner);
  }

  /** The tab whose request a frame answers. */
  askerOf(data: unknown): string | undefined {
    const id = this.#askers.size > 0 ? idIn(data) : undefined;
    return id === undefined ? undefined : this.#askers.get(id);
  }

  get #now(): number {
    return this.host.scheduler.now();
  }

  #keyOf(data: unknown): string {
    return this.#parts?.reception.keyOf(data) ?? String(data);
  }

  #hearHolder(note: Note): void {
    if (note.t !== 'state' && note.t !== 'news' && note.t !== 'frame') return;
    const { gen, n } = note;
    this.#heard = { gen, n };
    this.#heardAt = this.#now;
    this.#mirror.heard(this.#now);
    if (note.t === 'frame' && note.to === undefined) this.#mirror.relayed(this.#keyOf(note.data), this.#now);
  }

  #send({ from, n, link: only, text }: Extract<Note, { readonly t: 'send' }>): void {
    const { sender, clock } = this.#parts ?? {};
    const id = idIn(text);
    if (id !== undefined) this.#askers.set(id, from);
    const message: Pending = { from, n };
    this.#pending.add(message);
    if (only === undefined) {
      const asker = { written: (link: Link) => this.#written(message, text, link), givenUp: () => undefined };
      sender?.sendEncoded({ message: { name: 'tabs', params: message }, text, asker });
    }
    for (const [link, { number }] of this.#links) {
      if (number !== only || !link.writable) continue;
      this.#written(message, text, link);
      link.sendOwn(text);
    }
    if (this.#pending.size === 1) clock?.after(CONFIRM_AFTER, this, () => this.#confirm());
  }

  #written(message: Pending, text: string, on: Link): void {
    const link = this.#links.get(on);
    if (!link) return;
    link.written += utf8Length(text);
    message.link = link;
    message.end = link.written;
  }

  /** Reports what the host has sent on a connection that there is no reason to doubt; of each tab in its order. */
  #confirm(): void {
    const upTo = new Map<string, number>();
    const blocked = new Set<string>();
    for (const message of this.#pending) {
      const { from, n } = message;
      if (this.#isSent(message) && !blocked.has(from)) {
        this.#pending.delete(message);
        upTo.set(from, n);
      } else blocked.add(from);
    }
    if (upTo.size > 0) this.owner.post({ t: 'sent', gen: this.#gen, upTo: Object.fromEntries(upTo) });
    if (this.#pending.size > 0) this.#parts?.clock.after(POLL_INTERVAL, this, () => this.#confirm());
  }

  #isSent({ link, end = 0 }: Pending): boolean {
    if (!link) return false;
    const { link: on, written } = link;
    const isDoubted = this.#route?.link === on && this.#route.remembered;
    return !on.writable || (!isDoubted && end <= written - on.bufferedAmount);
  }

  #onFault(fault: Fault): void {
    if (fault.type !== 'undelivered') {
      this.#tell({ type: 'fault', fault });
      return;
    }
    // Every message that is sent here is one.
    const message = fault.params as Pending;
    this.#pending.delete(message);
    this.#giveUp(message, fault.reason);
  }

  #onSignal(signal: Signal): void {
    switch (signal.type) {
      case 'routed':
        this.#route = signal.route;
        return;
      case 'greeted':
        this.#links.set(signal.link, { number: signal.opened.count, link: signal.link, written: 0 });
        this.#tell({ type: signal.type, link: signal.opened.count });
        return;
      case 'took over':
      case 'reverted':
        this.#tell({ type: signal.type, link: signal.opened.count });
        return;
      case 'gone': {
        const link = this.#links.get(signal.link)?.number ?? 0;
        this.#links.delete(signal.link);
        this.#tell({ type: 'gone', link, error: signal.error });
        return;
      }
      case 'unproven':
      case 'fault':
        return;
      default:
        this.#tell(signal);
    }
  }

  #tell(news: News): void {
    this.#situation = situationAfter(this.#situation, news, this.#now);
    if (this.#holds) this.owner.post({ t: 'news', gen: this.#gen, n: ++this.#n, news });
  }

  #relay(data: unknown, to?: string): void {
    if (to !== undefined) this.#askers.delete(idIn(data) ?? '');
    this.owner.post({ t: 'frame', gen: this.#gen, n: ++this.#n, data, ...(to !== undefined && { to }) });
  }

  #giveUp({ from: to, n }: Envelope, reason: UndeliveredReason): void {
    this.owner.post({ t: 'lost', gen: this.#gen, to, n, reason });
  }

  #postState(after?: Place): void {
    const news = newsOf(this.#situation, this.#now);
    this.owner.post({ t: 'state', gen: this.#gen, n: this.#n, news, ...(after && { after }) });
  }
}

/** A frame while more than one connection is read, or while one is in doubt. */
class RawFrame implements IncomingFrame {
  constructor(
    private readonly data: unknown,
    private readonly wire: Wire,
    private readonly parts: SocketParts | undefined,
  ) {}

  get type(): string | undefined {
    return this.parts?.reception.typeOf(this.data);
  }

  get answer(): 'certain' | undefined {
    return this.wire.askerOf(this.data) === undefined ? undefined : 'certain';
  }

  get key(): string | undefined {
    return this.parts?.reception.keyOf(this.data);
  }

  deliver(copy: boolean): void {
    if (!copy) this.wire.receive(this.data);
  }
}

/** The id of the request that a text is, or answers. */
function idIn(data: unknown): string | undefined {
  if (typeof data !== 'string' || !data.includes(REQUEST_ID)) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    const id = isObject(value) ? value[REQUEST_ID] : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
