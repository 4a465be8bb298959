import { Subject } from 'rxjs';
import type { EnvironmentSignal } from '../../lib';
import { seeded } from '../support/seeded';
import { TakeoverBackend, type Fate, type Observer } from './backend';
import type { TakeoverConnection } from './connection';
import { Drops } from './drops';
import { noFigures, type Figures } from './figures';
import type { Frame } from './frame';
import { Receipts } from './receipts';
import type { Rule, RuleClient } from './rule';
import type { Scenario } from './scenario';
import { Sends } from './sends';
import { EpisodeTime } from './time';

/** Where the events of one episode go, to be read. */
export type Trace = (at: number, what: string) => void;

/** Traffic begins so long before the rotation. */
const WARM_UP = 14_000;
/** What is sent and broadcast is counted for so long. What follows is there to find out what became of it. */
const COUNTED = 55_000;
const END = 70_000;
/** The connection that is replaced is so old by then: longer than the run, so that no second one is due for its age. */
const LEAST_AGE = 90_000;
/** A machine that slept for so long may have lost its connections. */
const SLEEP = 120_000;

/** One client, and one rotation of it. */
export class TakeoverWorld implements Observer {
  readonly #time: EpisodeTime;
  readonly #backend: TakeoverBackend;
  readonly #client: RuleClient;
  readonly #environment = new Subject<EnvironmentSignal>();
  readonly #sends = new Sends();
  readonly #receipts = new Receipts();
  readonly #drops = new Drops();
  readonly #figures: Figures = noFigures();
  /** Chance for each purpose apart: the application and the backend do the same whatever the client does. */
  readonly #chance: Readonly<Record<'broadcasts' | 'sends' | 'network' | 'deaths', () => number>>;
  readonly #age: number;
  /** When the rotation begins. */
  #zero = Infinity;
  #lostAt = -Infinity;
  #newest: TakeoverConnection | undefined;
  #count = 0;

  constructor(
    rule: Rule,
    private readonly scenario: Scenario,
    seed: number,
    private readonly trace?: Trace,
  ) {
    const chance = (purpose: number) => seeded(seed * 8 + purpose);
    this.#chance = { broadcasts: chance(0), sends: chance(1), network: chance(2), deaths: chance(3) };
    this.#age = LEAST_AGE + Math.round(this.#chance.deaths() * 30_000);
    this.#time = new EpisodeTime(chance(4));
    this.#backend = new TakeoverBackend(this.#time, this.#chance.network, scenario, this);
    this.#client = rule(this.#config(), this.#time);
    this.#watch();
  }

  run(): Figures {
    this.#client.connect();
    this.#time.runUntil(10_000);
    const [first] = this.#backend.connections;
    if (!first?.isOpen) throw new Error('The first connection did not open.');
    this.#zero = first.openAt + this.#age;
    const at = (moment: number, work: () => void) => this.#time.at(this.#zero + moment, work);
    at(-WARM_UP, () => this.#broadcast());
    at(-WARM_UP + 2_000, () => this.#send());
    at(0, () => this.#begin(first));
    const { old, handshake } = this.scenario;
    if (old === 'dies') at(this.#chance.deaths() * (handshake + 10_000), () => this.#lose(first));
    this.#time.runUntil(this.#zero + END + 1_000);
    this.#tally();
    this.#client.close();
    return this.#figures;
  }

  #config() {
    const { old, ping, overlap } = this.scenario;
    // A sleep makes a connection older: there it is the only reason to replace one.
    const age = old === 'zombie' || old === 'slept' ? 10_000_000 : 2 * this.#age;
    return {
      url: 'wss://ws.example.com',
      token: this.#backend.token$,
      WebSocketCtor: this.#backend.WebSocketCtor,
      environment: this.#environment,
      limits: { age },
      rotation: { ahead: age / 2, spread: 0, overlap },
      keepAlive: ping && { name: 'ping', every: 30_000, reply: 'pong' },
    };
  }

  #watch(): void {
    this.#client.messages$.subscribe((message) => this.#deliver(message as Delivered));
    this.#client.faults$.subscribe((fault) => {
      this.#say(() => `fault ${JSON.stringify(fault)}`);
      if (fault.type === 'deaf') this.#drops.announced(this.#time.awake);
      // An `undelivered` fault of this client is about a `save`: it sends nothing else.
      const { type, params } = fault as { readonly type: string; readonly params?: { readonly n: number } };
      if (type === 'undelivered' && params) this.#sends.told(params.n);
    });
    this.#client.events$.subscribe((event) => {
      this.#say(() => `event ${JSON.stringify(event)}`);
      if (event.type === 'ended' && this.#lostAt !== this.#time.awake) this.#drops.announced(this.#time.awake);
      if (event.type === 'open' && this.#time.awake >= this.#zero) this.#takenOver();
    });
  }

  // What happens around the client.

  #broadcast(): void {
    const key = `broadcast ${++this.#count}`;
    this.#say(() => key);
    this.#backend.broadcast(key);
    this.#again(this.scenario.broadcasts, this.#chance.broadcasts, () => this.#broadcast());
  }

  #send(): void {
    const n = ++this.#count;
    this.#sends.accepted(n, this.#time.awake);
    const result = this.#client.send('save', { n });
    this.#say(() => `send ${n}: ${String(result)}`);
    this.#again(this.scenario.sends, this.#chance.sends, () => this.#send());
  }

  /** Once more after a random time, so many times a second. */
  #again(rate: number, chance: () => number, work: () => void): void {
    const gap = (-Math.log(1 - chance()) * 1_000) / rate;
    if (this.#time.awake + gap < this.#zero + END) this.#time.at(this.#time.awake + gap, work);
  }

  #begin(first: TakeoverConnection): void {
    this.#say(() => 'the rotation begins');
    this.#figures.tokens -= this.#backend.tokens;
    const { old } = this.scenario;
    if (old !== 'zombie' && old !== 'slept') return;
    if (old === 'zombie') first.zombieAt = this.#time.awake;
    this.#time.sleep(SLEEP);
    this.#environment.next('wake');
  }

  #lose(connection: TakeoverConnection): void {
    if (connection.ended) return;
    this.#say(() => `connection ${connection.nr} is lost`);
    this.#lostAt = this.#time.awake;
    this.#backend.die(connection);
  }

  // What the client does.

  made(connection: TakeoverConnection): void {
    this.#say(() => `connection ${connection.nr} is made`);
  }

  opened(connection: TakeoverConnection): void {
    this.#newest = connection;
    this.#say(() => `connection ${connection.nr} is open${connection.refused ? ', and a post met its $connect' : ''}`);
    if (connection.nr !== 2 || this.scenario.next !== 'dies') return;
    this.#time.at(this.#time.awake + this.#chance.deaths() * 10_000, () => this.#lose(connection));
  }

  closing(connection: TakeoverConnection): void {
    this.#say(() => `connection ${connection.nr} is closed by the client`);
    this.#drops.closed(connection);
  }

  marked(connection: TakeoverConnection): void {
    this.#say(() => `connection ${connection.nr} is marked as gone`);
  }

  written(connection: TakeoverConnection, n: number): void {
    this.#say(() => `send ${n} is written to ${connection.nr}`);
    this.#sends.written(n, this.#time.awake);
  }

  fate(connection: TakeoverConnection, n: number, fate: Fate): void {
    this.#say(() => `send ${n} on ${connection.nr}: ${fate}`);
    this.#sends.ended(n, fate);
  }

  pinged(connection: TakeoverConnection): void {
    this.#say(() => `a ping is written to ${connection.nr}`);
  }

  arrived(connection: TakeoverConnection, frame: Frame): void {
    this.#say(() => `${frame.key || frame.kind} arrives on ${connection.nr}`);
    if (frame.kind !== 'pong') this.#receipts.arrived(frame);
  }

  #deliver({ type, text }: Delivered): void {
    this.#say(() => `${text || type} is delivered`);
    if (type !== 'pong') this.#receipts.delivered(type === 'b' ? 'broadcast' : 'reply', text);
  }

  #takenOver(): void {
    if (this.#figures.takeovers > 0 || !this.#newest) return;
    const took = this.#time.awake - Math.ceil(this.#newest.openAt);
    this.#figures.takeovers = 1;
    this.#figures.takeoverTime = took;
    this.#figures.longestTakeover = took;
  }

  #tally(): void {
    const figures = this.#figures;
    const [from, until] = [this.#zero, this.#zero + COUNTED];
    const open = this.#backend.connections.filter(({ isOpen }) => isOpen);
    figures.rotations = 1;
    figures.tokens += this.#backend.tokens;
    // Only `save` waits in this outbox, each with its number.
    const waiting = this.#client.drain() as readonly { readonly params: { readonly n: number } }[];
    this.#sends.count(figures, from, until, new Set(waiting.map(({ params }) => params.n)));
    this.#receipts.count(figures);
    this.#drops.count(figures, open.at(-1));
    for (const { frame, receivers } of this.#backend.broadcasts) {
      const { at, arrived, key } = frame;
      if (arrived || at < from || at >= until) continue;
      // What was under way on a connection that was lost is lost with it.
      const wayEnds = at + this.scenario.spread + 50;
      if (!receivers.some(({ diedAt }) => diedAt > wayEnds)) continue;
      figures.missed += 1;
      this.#say(() => `${key} was missed`);
    }
    figures.repliesMissed = this.#backend.replies.filter(
      ({ at, arrived }) => at >= from && at < until && !arrived,
    ).length;
    const [only, other] = open;
    figures.deafKept = only?.marked && !other ? 1 : 0;
  }

  #say(what: () => string): void {
    this.trace?.(this.#time.awake - this.#zero, what());
  }
}

/** A message as the client delivers it: as the backend made it. */
interface Delivered {
  readonly type: string;
  readonly text: string;
}
