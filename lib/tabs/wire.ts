import { Subscription, tap } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { GatewaySocketConfig } from '../config';
import { connectionOptions } from '../connection-options';
import { connection } from '../connection/connection';
import type { AwaitedReplies, FrameSink, IncomingFrame } from '../connection/incoming';
import type { Link } from '../connection/link';
import type { Signal } from '../connection/signals';
import type { Fault } from '../events';
import { assemble } from '../gateway-socket';
import { Item } from '../sending/item';
import type { Host } from '../host';
import { requestId } from '../sending/request-ids';
import type { SocketParts } from '../socket-parts';
import { Askers } from './askers';
import { Deliveries, type Pending } from './deliveries';
import { Mirror } from './mirror';
import { isCounted, type News, type Note, type Place } from './notes';
import { newsOf, nothing, situationAfter, type Situation } from './situation';

/** Receives the notes of a wire. */
export interface WireOwner {
  post(note: Note): void;
  /** The holder does not relay what arrives here. */
  doubt(): void;
  /** The connection is lost, and the spare has one. */
  abdicate(): void;
}

/** How long a connection must be open while the holder is alive until nothing can be missing on it, in ms. */
const SETTLED = 1_000;

/** How long the holder may take to relay a frame that arrived here, in ms. */
const LATE = 2_000;

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
  /** Whether nothing is lost when the spare, which may be this one, takes over. */
  #ready = false;
  #situation = nothing;
  /** What the connection of the holder is at, while this one stands by. */
  #holders = nothing;
  readonly #links = new Map<Link, number>();
  readonly #askers = new Askers();
  readonly #deliveries: Deliveries;
  readonly #life = new Subscription();
  readonly #socket: GatewaySocket;
  /** Set by the first start. */
  #parts: SocketParts | undefined;

  constructor(
    config: GatewaySocketConfig<string>,
    private readonly host: Host,
    private readonly owner: WireOwner,
  ) {
    const gen = this.#gen;
    this.#deliveries = new Deliveries({
      sent: (upTo) => owner.post({ t: 'sent', gen, upTo }),
      lost: ({ from: to, n }, reason) => owner.post({ t: 'lost', gen, to, n, reason }),
    });
    this.#socket = assemble(config, host, (parts, session) => {
      this.#parts = parts;
      const options = { ...connectionOptions(parts, session), sink: this, replies: this };
      return connection(options, parts.clock).pipe(tap((signal) => this.#onSignal(signal)));
    });
    this.#life.add(this.#socket.faults$.subscribe((fault) => this.#onFault(fault)));
    const failures = this.#socket.events$.subscribe((event) => {
      if (event.type === 'failed') this.#tell({ type: 'failed', error: event.error });
    });
    this.#life.add(failures);
  }

  /** Whether its notes count. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Whether that one was the holder before. */
  succeeds(gen: string): boolean {
    return this.#heard?.gen === gen;
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
    const ready = this.#isReady;
    this.#holds = true;
    this.#ready = false;
    this.#postState(ready ? this.#heard : undefined);
    if (ready) for (const data of this.#mirror.missing) this.#relay(data);
    this.start();
  }

  /** Closes the connection. `last`: its last notes count. */
  stop(last: boolean): void {
    if (last) {
      this.#deliveries.end();
      this.owner.post({ t: 'bye', gen: this.#gen });
    }
    this.#holds = false;
    this.#life.unsubscribe();
    this.#socket.close();
  }

  /** A note of a tab, or of the holder that this one stands by. */
  hear(note: Note): void {
    if (!this.#holds) this.#hearHolder(note);
    else if (note.t === 'ready') this.#ready = note.ready;
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
    const now = this.host.scheduler.now();
    const to = this.#askers.of(data);
    if (this.#holds) {
      if (to !== undefined || !this.#mirror.wasRelayed(this.#keyOf(data), now)) this.#relay(data, to);
      return;
    }
    this.#mirror.received(this.#keyOf(data), data, now);
    if (this.#mirror.waited(now) > LATE) this.owner.doubt();
  }

  frame(data: unknown): IncomingFrame {
    const { reception } = this.#parts ?? {};
    const askers = this.#askers;
    return {
      get type() {
        return reception?.typeOf(data);
      },
      get answer() {
        return askers.of(data) === undefined ? undefined : ('certain' as const);
      },
      get key() {
        return reception?.keyOf(data);
      },
      deliver: (copy) => {
        if (!copy) this.receive(data);
      },
    };
  }

  whenAnswered(_link: Link, answered: () => void): () => void {
    const owner = {};
    this.#parts?.clock.after(this.#askers.any ? REPLY_TIME : 0, owner, answered);
    return () => this.#parts?.clock.cancelAll(owner);
  }

  #keyOf(data: unknown): string {
    return this.#parts?.reception.keyOf(data) ?? String(data);
  }

  #hearHolder(note: Note): void {
    if (!isCounted(note)) return;
    const now = this.host.scheduler.now();
    this.#heard = { gen: note.gen, n: note.n };
    this.#heardAt = now;
    this.#mirror.heard(now);
    if (note.t !== 'frame') this.#follow(note.t === 'state' ? nothing : this.#holders, note, now);
    if (note.t === 'frame' && note.to === undefined) this.#mirror.relayed(this.#keyOf(note.data), now);
    this.#tellReady();
  }

  #follow(from: Situation, note: Extract<Note, { readonly t: 'state' | 'news' }>, now: number): void {
    const before = this.#holders;
    const all = note.t === 'state' ? note.news : [note.news];
    this.#holders = all.reduce((situation, news) => situationAfter(situation, news, now), from);
    // What came while the holder had no connection is a gap that the tabs were told of.
    if (before.current === undefined && this.#holders.current !== undefined) this.#mirror.forget();
  }

  get #isReady(): boolean {
    return this.isOpen && this.#heardAt - this.#situation.at > SETTLED && !this.#mirror.incomplete;
  }

  #tellReady(): void {
    const ready = this.#isReady;
    if (ready === this.#ready) return;
    this.#ready = ready;
    this.owner.post({ t: 'ready', ready });
  }

  #send({ from, n, link: only, text }: Extract<Note, { readonly t: 'send' }>): void {
    if (!this.#parts) return;
    const { sender, clock } = this.#parts;
    const deliveries = this.#deliveries;
    const message: Pending = { from, n };
    this.#askers.add(text, from);
    deliveries.add(message, clock);
    if (only === undefined) {
      const asker = { written: (link: Link) => deliveries.written(message, text, link), givenUp: () => undefined };
      sender.sendEncoded(new Item('tabs', message, undefined, text, asker));
    }
    for (const [link, number] of this.#links) {
      if (number !== only || !link.writable) continue;
      deliveries.written(message, text, link);
      link.sendOwn(text);
    }
  }

  #onFault(fault: Fault): void {
    // Every message that is sent here is one that the deliveries have.
    if (fault.type === 'undelivered') this.#deliveries.lost(fault.params as Pending, fault.reason);
    else this.#tell({ type: 'fault', fault });
  }

  #onSignal(signal: Signal): void {
    switch (signal.type) {
      case 'routed':
        this.#deliveries.route = signal.route;
        return;
      case 'greeted':
        this.#links.set(signal.link, signal.opened.count);
        this.#tell({ type: 'greeted', link: signal.opened.count });
        return;
      case 'took over':
      case 'reverted':
        this.#tell({ type: signal.type, link: signal.opened.count });
        return;
      case 'gone':
        if (this.#holds && this.#ready && this.#links.size === 1) {
          this.owner.abdicate();
          return;
        }
        this.#tell({ type: 'gone', link: this.#links.get(signal.link) ?? 0, error: signal.error });
        this.#links.delete(signal.link);
        return;
      case 'unproven':
      case 'fault':
        return;
      default:
        this.#tell(signal);
    }
  }

  #tell(news: News): void {
    this.#situation = situationAfter(this.#situation, news, this.host.scheduler.now());
    if (this.#holds) this.owner.post({ t: 'news', gen: this.#gen, n: ++this.#n, news });
    else this.#tellReady();
  }

  #relay(data: unknown, to?: string): void {
    if (to !== undefined) this.#askers.answered(data);
    this.owner.post({ t: 'frame', gen: this.#gen, n: ++this.#n, data, ...(to !== undefined && { to }) });
  }

  #postState(after?: Place): void {
    const news = newsOf(this.#situation, this.host.scheduler.now());
    this.owner.post({ t: 'state', gen: this.#gen, n: this.#n, news, ...(after && { after }) });
  }
}
