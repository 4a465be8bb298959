import { Subscription, tap } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { Clock } from '../clock';
import type { GatewaySocketConfig } from '../config';
import { connectionOptions } from '../connection-options';
import { connection } from '../connection/connection';
import type { FrameSink, IncomingFrame } from '../connection/incoming';
import type { Signal } from '../connection/signals';
import { ownError } from '../errors';
import type { Fault } from '../events';
import { assemble } from '../gateway-socket';
import { requestId } from '../sending/request-ids';
import type { SocketParts } from '../socket-parts';
import { OpenRequests } from './open-requests';
import { Deliveries } from './deliveries';
import { isCounted, type News, type Note, type Place } from './notes';
import { NumberedLinks } from './numbered-links';
import { Situation } from './situation';
import { Standby, type StandbyOwner } from './standby';

/** Receives the notes of a wire. */
export interface WireOwner extends StandbyOwner {
  /** The connection is lost, and the spare has one. */
  abdicate(): void;
  /** A problem of a connection that is not the holder's. */
  fault(fault: Fault): void;
}

/**
 * The real connection, in the page that holds it or stands by. It is a socket of the core without types, schemas and
 * `hello`. Frames are passed to the tabs unchanged, and so are the texts of the tabs to the backend.
 */
export class Wire implements FrameSink {
  readonly #gen = requestId();
  #n = 0;
  #holds = false;
  readonly #situation = new Situation();
  readonly #standby: Standby;
  /** Whether nothing is lost when the spare takes over. */
  #ready = false;
  readonly #links = new NumberedLinks();
  readonly #openRequests: OpenRequests;
  readonly #deliveries: Deliveries;
  readonly #life = new Subscription();
  readonly #socket: GatewaySocket;
  /** Set by the first start. */
  #parts: SocketParts | undefined;

  constructor(
    config: GatewaySocketConfig<string>,
    private readonly clock: Clock,
    private readonly owner: WireOwner,
  ) {
    const keyOf = (data: unknown) => this.#parts?.reception.keyOf(data) ?? String(data);
    this.#standby = new Standby(owner, this.#situation, keyOf);
    this.#openRequests = new OpenRequests(clock);
    this.#deliveries = new Deliveries(clock, (note) => owner.post(note));
    this.#socket = assemble(config, clock.host, (parts, session) => {
      this.#parts = parts;
      const options = { ...connectionOptions(parts, session), sink: this, replies: this.#openRequests };
      return connection(options, parts.clock).pipe(
        tap({
          next: (signal) => this.#onSignal(signal),
          error: (error: unknown) => this.#emitNews({ type: 'failed', error: ownError(error) }),
        }),
      );
    });
    const faults = this.#socket.faults$.subscribe((fault) => {
      // The deliveries contain every message that is sent here.
      if (fault.type === 'undelivered') this.#deliveries.lost(fault.name, fault.reason);
      else if (this.#holds) this.#emitNews({ type: 'fault', fault });
      else owner.fault(fault);
    });
    this.#life.add(faults);
  }

  /** Whether its notes count. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Whether that page was the holder before. */
  succeeds(gen: string): boolean {
    return this.#standby.holderPlace?.gen === gen;
  }

  get isOpen(): boolean {
    return this.#situation.openSince !== undefined;
  }

  /** Opens the connection, if it is neither open nor being opened. */
  start(): void {
    if (/idle|failed/.test(this.#socket.status.state)) this.#life.add(this.#socket.connect());
  }

  /** The notes of this page count from now on. */
  hold(): void {
    this.start();
    const { missing, holderPlace, isReady, isDoubted } = this.#standby;
    if (isDoubted) this.#socket.reconnect();
    this.#holds = true;
    this.#postState(isReady ? holderPlace : undefined);
    if (isReady) for (const data of missing) this.#relay(data);
  }

  /** Closes the connection. `last`: its last notes count. */
  stop(last: boolean): void {
    this.clock.cancelAll(this.#deliveries);
    if (last) {
      this.#deliveries.end();
      this.owner.post({ t: 'bye', gen: this.#gen });
    }
    this.#holds = false;
    this.#life.unsubscribe();
    this.#socket.close();
  }

  /** A note of a tab, or of the holder for which this page stands by. */
  handle(note: Note): void {
    if (!this.#holds) {
      if (isCounted(note)) this.#standby.handle(note, this.clock.now());
    } else if (note.t === 'ready') this.#ready = note.ready;
    else if (note.t === 'hello') this.#postState();
    else if (!('gen' in note) || note.gen !== this.#gen) return;
    else if (note.t === 'send') this.#send(note);
    else if (note.t === 'reconnect') this.#socket.reconnect();
    else if (note.t === 'resume') this.#parts?.commands.give('resume');
  }

  // The sink of the frames.

  receive(data: unknown): void {
    const now = this.clock.now();
    const to = this.#openRequests.of(data);
    if (!this.#holds) this.#standby.received(data, now);
    else if (to !== undefined || !this.#standby.wasRelayed(data, now)) {
      this.#openRequests.answered(data);
      this.#relay(data, to);
    }
  }

  frame(data: unknown): IncomingFrame {
    const { reception } = this.#parts ?? {};
    const openRequests = this.#openRequests;
    return {
      get type() {
        return reception?.typeOf(data);
      },
      get answer() {
        return openRequests.of(data) === undefined ? undefined : 'certain';
      },
      get key() {
        return reception?.keyOf(data);
      },
      deliver: (copy) => {
        if (!copy) this.receive(data);
      },
    };
  }

  #send({ from, id, link: only, text }: Extract<Note, { readonly t: 'send' }>): void {
    if (only !== undefined) {
      const link = this.#links.get(only);
      if (link?.writable) link.sendOwn(text);
    } else if (this.#parts) {
      this.#openRequests.add(text, from);
      this.#deliveries.send(id, text, this.#parts.sender);
    }
  }

  #onSignal(signal: Signal): void {
    if (signal.type === 'routed') this.#deliveries.route = signal.route;
    const isLast = signal.type === 'gone' && this.#links.size === 1;
    const news = isLast && this.#holds && this.#ready ? undefined : this.#links.newsOf(signal);
    if (news) this.#emitNews(news);
    else if (isLast) this.owner.abdicate();
  }

  #emitNews(news: News): void {
    this.#situation.add(news, this.clock.now());
    if (this.#holds) this.owner.post({ t: 'news', gen: this.#gen, n: ++this.#n, news: [news] });
    else this.#standby.tellReady();
  }

  #relay(data: unknown, to?: string): void {
    this.owner.post({ t: 'frame', gen: this.#gen, n: ++this.#n, data, to });
  }

  #postState(after?: Place): void {
    this.owner.post({ t: 'state', gen: this.#gen, n: this.#n, news: this.#situation.newsAt(this.clock.now()), after });
  }
}
