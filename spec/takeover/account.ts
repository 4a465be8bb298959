import { LONGEST_WAY, type Fate, type Observer, type TakeoverBackend } from './backend';
import type { TakeoverConnection } from './connection';
import { Drops } from './drops';
import { noFigures, type Figures } from './figures';
import type { Frame } from './frame';
import { Receipts } from './receipts';
import type { RuleClient } from './rule';
import type { Scenario } from './scenario';
import { Sends } from './sends';
import type { EpisodeTime } from './time';

/** Where the events of one episode go, to be read: ms since the rotation began, and what happened. */
export type Trace = (at: number, what: string) => void;

/** What was sent and broadcast so long after the start of the rotation is counted. */
const COUNTED = 55_000;

/** Everything that one client and its backend do in an episode, and what it comes to. */
export class Account implements Observer {
  /** When the rotation begins. */
  zero = Infinity;
  /** When a connection was lost last: the client is told of it at that moment. */
  lostAt = -Infinity;
  readonly #sends = new Sends();
  readonly #receipts = new Receipts();
  readonly #drops = new Drops();
  readonly #figures: Figures = { ...noFigures(), rotations: 1 };
  #newest: TakeoverConnection | undefined;
  #tokensBefore = 0;

  constructor(
    private readonly time: EpisodeTime,
    private readonly onOpen: (connection: TakeoverConnection) => void,
    private readonly trace: Trace | undefined,
  ) {}

  /** Listens to all that the client delivers and reports. */
  watch(client: RuleClient): void {
    // A message is delivered as the backend made it.
    client.messages$.subscribe((message) => this.#delivered(message as Delivered));
    client.faults$.subscribe((fault) => {
      this.say(() => `fault ${JSON.stringify(fault)}`);
      if (fault.type === 'deaf') this.#drops.announced(this.time.awake);
      // An `undelivered` fault of this client is about a `save`: it sends nothing else.
      const { type, params } = fault as { readonly type: string; readonly params?: { readonly n: number } };
      if (type === 'undelivered' && params) this.#sends.told(params.n);
    });
    client.events$.subscribe((event) => {
      this.say(() => `event ${JSON.stringify(event)}`);
      if (event.type === 'ended' && this.lostAt !== this.time.awake) this.#drops.announced(this.time.awake);
      if (event.type === 'open' && this.time.awake >= this.zero) this.#takenOver();
    });
  }

  begun(tokens: number): void {
    this.say(() => 'the rotation begins');
    this.#tokensBefore = tokens;
  }

  accepted(n: number): void {
    this.#sends.accepted(n, this.time.awake);
  }

  made(connection: TakeoverConnection): void {
    this.say(() => `connection ${connection.nr} is made`);
  }

  opened(connection: TakeoverConnection): void {
    this.#newest = connection;
    this.say(() => `connection ${connection.nr} is open${connection.refused ? ', and a post met its $connect' : ''}`);
    this.onOpen(connection);
  }

  closing(connection: TakeoverConnection): void {
    this.say(() => `connection ${connection.nr} is closed by the client`);
    this.#drops.closed(connection);
  }

  marked(connection: TakeoverConnection): void {
    this.say(() => `connection ${connection.nr} is marked as gone`);
  }

  written(connection: TakeoverConnection, n: number): void {
    this.say(() => `send ${n} is written to ${connection.nr}`);
    this.#sends.written(n, this.time.awake);
  }

  fate(connection: TakeoverConnection, n: number, fate: Fate): void {
    this.say(() => `send ${n} on ${connection.nr}: ${fate}`);
    this.#sends.ended(n, fate);
  }

  pinged(connection: TakeoverConnection): void {
    this.say(() => `a ping is written to ${connection.nr}`);
  }

  arrived(connection: TakeoverConnection, frame: Frame): void {
    this.say(() => `${frame.key || frame.kind} arrives on ${connection.nr}`);
    if (frame.kind !== 'pong') this.#receipts.arrived(frame);
  }

  tally(backend: TakeoverBackend, client: RuleClient, { spread }: Scenario): Figures {
    const figures = this.#figures;
    const counted = (at: number) => at >= this.zero && at < this.zero + COUNTED;
    const open = backend.connections.filter(({ isOpen }) => isOpen);
    const [only, other] = open;
    // Only `save` waits in this outbox, each with its number.
    const waiting = client.drain() as readonly { readonly params: { readonly n: number } }[];
    this.#sends.count(figures, counted, new Set(waiting.map(({ params }) => params.n)));
    this.#receipts.count(figures);
    this.#drops.count(figures, open.at(-1));
    for (const { frame, receivers } of backend.broadcasts) {
      // What was under way on a connection that was lost is lost with it.
      const received = receivers.some(({ diedAt }) => diedAt > frame.at + spread + LONGEST_WAY);
      if (frame.arrived || !counted(frame.at) || !received) continue;
      figures.missed += 1;
      this.say(() => `${frame.key} was missed`);
    }
    figures.repliesMissed = backend.replies.filter(({ at, arrived }) => !arrived && counted(at)).length;
    figures.deafKept = only?.marked && !other ? 1 : 0;
    figures.tokens = backend.tokens - this.#tokensBefore;
    return figures;
  }

  say(what: () => string): void {
    this.trace?.(this.time.awake - this.zero, what());
  }

  #delivered({ type, text }: Delivered): void {
    this.say(() => `${text || type} is delivered`);
    if (type !== 'pong') this.#receipts.delivered(type === 'b' ? 'broadcast' : 'reply', text);
  }

  #takenOver(): void {
    if (this.#figures.takeovers > 0 || !this.#newest) return;
    const took = this.time.awake - Math.ceil(this.#newest.openAt);
    this.#figures.takeovers = 1;
    this.#figures.takeoverTime = took;
    this.#figures.longestTakeover = took;
  }
}

/** A message as the client delivers it. */
interface Delivered {
  readonly type: string;
  readonly text: string;
}
