import { Observable } from 'rxjs';
import type { TokenInput, WebSocketCtor } from '../../lib';
import { socketsFrom } from '../support/fake-socket';
import { packageBroadcast } from '../support/package-broadcast';
import { TakeoverConnection } from './connection';
import { newFrame, type Frame } from './frame';
import { STREAM_GAP, type Scenario } from './scenario';
import type { EpisodeTime } from './time';

/**
 * What became of a send: handled; refused unseen by the package, which marked its connection; swallowed by a connection
 * that is dead without a close event; under way when its connection was lost; written to one that was no longer open.
 */
export type Fate = 'handled' | 'deaf' | 'zombie' | 'in flight' | 'not open';

/** Where the world looks on. */
export interface Observer {
  made(connection: TakeoverConnection): void;
  opened(connection: TakeoverConnection): void;
  closing(connection: TakeoverConnection): void;
  marked(connection: TakeoverConnection): void;
  written(connection: TakeoverConnection, n: number): void;
  fate(connection: TakeoverConnection, n: number, fate: Fate): void;
  pinged(connection: TakeoverConnection): void;
  arrived(connection: TakeoverConnection, frame: Frame): void;
}

interface Broadcast {
  readonly frame: Frame;
  /** The client's connections that were open and lived when it began. */
  readonly receivers: readonly TakeoverConnection[];
}

/** ms until the token endpoint answers. */
const TOKEN_LATENCY = 20;

const SHORTEST_WAY = 15;
export const LONGEST_WAY = 50;

/** How many other connections a broadcast goes to: its end is that of its slowest post. */
const AUDIENCE = 20;

/** The gateway and the Django package behind it, to one client, with the times of a scenario. */
export class TakeoverBackend {
  readonly connections: TakeoverConnection[] = [];
  readonly replies: Frame[] = [];
  readonly broadcasts: Broadcast[] = [];
  tokens = 0;

  constructor(
    private readonly time: EpisodeTime,
    /** Chance on the network. Pings and their answers have their own, so that they change nothing else. */
    private readonly chance: { readonly network: () => number; readonly pings: () => number },
    private readonly scenario: Scenario,
    private readonly observer: Observer,
  ) {}

  readonly token$ = new Observable<TokenInput>((subscriber) => {
    this.#after(TOKEN_LATENCY, () => {
      if (!subscriber.closed) subscriber.next({ token: `planted-5ecret-${++this.tokens}`, expires_in: 60 });
    });
  });

  readonly WebSocketCtor: WebSocketCtor = socketsFrom(() => this.#connect());

  /** One way between the gateway and the client, in ms. */
  #oneWay(random = this.chance.network): number {
    return SHORTEST_WAY + random() * (LONGEST_WAY - SHORTEST_WAY);
  }

  #after(delay: number, work: () => void): void {
    this.time.at(this.time.awake + delay, work);
  }

  /** The row is made during `$connect`, the 101 ends it, and the client's `open` comes one way later. */
  #connect(): TakeoverConnection {
    const created = this.time.awake;
    const openAt = created + this.scenario.handshake;
    const answeredAt = openAt - this.#oneWay();
    const rowAt = answeredAt - this.chance.network() * Math.max(0, answeredAt - created - this.scenario.handshake / 2);
    const connection = new TakeoverConnection(this, this.connections.length + 1, answeredAt, openAt);
    this.connections.push(connection);
    this.observer.made(connection);
    this.time.at(rowAt, () => (connection.registered = !connection.ended));
    this.time.at(openAt, () => {
      if (connection.ended || connection.closedAt < Infinity) return;
      this.observer.opened(connection);
      connection.accept();
    });
    return connection;
  }

  broadcast(key: string): void {
    const { spread } = this.scenario;
    const now = this.time.awake;
    const frame = newFrame('broadcast', key, now);
    this.broadcasts.push({ frame, receivers: this.connections.filter(({ lives }) => lives) });
    packageBroadcast(this.connections, {
      postAt: () => now + this.chance.network() * spread,
      post: (connection, at) => this.#post(connection, frame, at),
      refused: (connection) => (connection.refused = true),
      mark: (connection) => {
        connection.marked = true;
        this.observer.marked(connection);
      },
      endsAt: now + spread * this.chance.network() ** (1 / AUDIENCE),
      at: (moment, work) => this.time.at(moment, work),
    });
  }

  /** The client wrote a message: it is handled one way later, or not. */
  written(connection: TakeoverConnection, text: string): void {
    // Everything that the client of a world sends is an object: a ping, or a message with a number.
    const { n } = JSON.parse(text) as { readonly n?: number };
    const wroteAt = this.time.awake;
    const wasOpen = connection.isOpen;
    const random = n === undefined ? this.chance.pings : this.chance.network;
    if (n === undefined) this.observer.pinged(connection);
    else this.observer.written(connection, n);
    this.#after(this.#oneWay(random), () => {
      const fate = wasOpen ? this.#fateOf(connection, wroteAt) : 'not open';
      if (n !== undefined) this.observer.fate(connection, n, fate);
      if (fate === 'handled') this.#answer(connection, n);
    });
  }

  closing(connection: TakeoverConnection): void {
    connection.closedAt = this.time.awake;
    this.observer.closing(connection);
    if (connection.zombieAt < Infinity) return;
    this.#after(this.#oneWay(), () => {
      connection.registered = false;
      connection.goneAt = this.time.awake;
      this.#after(this.#oneWay(), () => connection.end(1_000));
    });
  }

  /** Lost abruptly: what is under way in either direction is lost with it. */
  die(connection: TakeoverConnection): void {
    if (connection.ended) return;
    connection.diedAt = this.time.awake;
    connection.end(1_006, '', false);
  }

  #fateOf(connection: TakeoverConnection, wroteAt: number): Fate {
    if (connection.diedAt < Infinity) return 'in flight';
    if (connection.zombieAt <= wroteAt) return 'zombie';
    return connection.marked && !this.scenario.legacy ? 'deaf' : 'handled';
  }

  #answerAt(random: () => number): number {
    return this.time.awake + 50 + random() * 250;
  }

  #answer(connection: TakeoverConnection, n: number | undefined): void {
    if (n !== undefined) this.#reply(connection, n);
    else
      this.#post(
        connection,
        newFrame('pong', '', this.time.awake),
        this.#answerAt(this.chance.pings),
        this.chance.pings,
      );
  }

  #reply(connection: TakeoverConnection, n: number): void {
    const { replies, stream } = this.scenario;
    if (replies === 'none') return;
    const first = this.#answerAt(this.chance.network);
    for (let i = 0; i < stream; i += 1) {
      const key = (replies === 'equal' ? 'saved' : `saved ${n}`) + (i === 0 ? '' : `, part ${i + 1}`);
      const frame = newFrame('reply', key, this.time.awake);
      this.replies.push(frame);
      this.#post(connection, frame, first + i * STREAM_GAP);
    }
  }

  #post(connection: TakeoverConnection, frame: Frame, at: number, random = this.chance.network): void {
    this.time.at(Math.max(at + this.#oneWay(random), connection.openAt), () => {
      if (!connection.isRead || connection.zombieAt < Infinity || connection.goneAt <= at) return;
      this.observer.arrived(connection, frame);
      connection.deliver(frame.text);
    });
  }
}
