import { Subject } from 'rxjs';
import type { EnvironmentSignal } from '../../lib';
import { seeded } from '../support/seeded';
import { Account, type Trace } from './account';
import { TakeoverBackend } from './backend';
import type { TakeoverConnection } from './connection';
import type { Figures } from './figures';
import type { Rule, RuleClient } from './rule';
import type { Scenario } from './scenario';
import { EpisodeTime } from './time';

/** Traffic begins so long before the rotation. */
const WARM_UP = 14_000;
/** Traffic goes on for so long: longer than it is counted, to find out what became of what was. */
const END = 70_000;
/** The connection that is replaced is so old by then: longer than the run, so that no second one is due for its age. */
const LEAST_AGE = 90_000;
/** A machine that slept for so long may have lost its connections. */
const SLEEP = 120_000;

/** One client, and one rotation of it. */
export class TakeoverWorld {
  readonly #time: EpisodeTime;
  readonly #account: Account;
  readonly #backend: TakeoverBackend;
  readonly #client: RuleClient;
  readonly #environment = new Subject<EnvironmentSignal>();
  /** Chance for each purpose apart: the application and the backend do the same whatever the client does. */
  readonly #chance: Readonly<Record<'broadcasts' | 'sends' | 'network' | 'pings' | 'deaths', () => number>>;
  readonly #age: number;
  #count = 0;

  constructor(
    rule: Rule,
    private readonly scenario: Scenario,
    seed: number,
    trace?: Trace,
  ) {
    const chance = (purpose: number) => seeded(seed * 8 + purpose);
    this.#chance = {
      broadcasts: chance(0),
      sends: chance(1),
      network: chance(2),
      deaths: chance(3),
      pings: chance(5),
    };
    this.#age = LEAST_AGE + Math.round(this.#chance.deaths() * 30_000);
    this.#time = new EpisodeTime(chance(4));
    this.#account = new Account(this.#time, (connection) => this.#opened(connection), trace);
    this.#backend = new TakeoverBackend(this.#time, this.#chance, scenario, this.#account);
    this.#client = rule(this.#config(), this.#time);
    this.#account.watch(this.#client);
  }

  run(): Figures {
    this.#client.connect();
    this.#time.runUntil(10_000);
    const [first] = this.#backend.connections;
    if (!first?.isOpen) throw new Error('The first connection did not open.');
    const zero = Math.ceil(first.openAt) + this.#age;
    this.#account.zero = zero;
    const { old, handshake } = this.scenario;
    this.#time.at(zero - WARM_UP, () => this.#broadcast());
    this.#time.at(zero - WARM_UP + 2_000, () => this.#send());
    this.#time.at(zero, () => this.#begin(first));
    if (old === 'dies') this.#time.at(zero + this.#chance.deaths() * (handshake + 10_000), () => this.#lose(first));
    this.#time.runUntil(zero + END + 1_000);
    const figures = this.#account.tally(this.#backend, this.#client, this.scenario);
    this.#client.close();
    return figures;
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

  #broadcast(): void {
    const key = `broadcast ${++this.#count}`;
    this.#account.say(() => key);
    this.#backend.broadcast(key);
    this.#again(this.scenario.broadcasts, this.#chance.broadcasts, () => this.#broadcast());
  }

  #send(): void {
    const n = ++this.#count;
    this.#account.accepted(n);
    const result = this.#client.send('save', { n });
    this.#account.say(() => `send ${n}: ${String(result)}`);
    this.#again(this.scenario.sends, this.#chance.sends, () => this.#send());
  }

  /** Once more after a random time, so many times a second. */
  #again(rate: number, chance: () => number, work: () => void): void {
    const moment = this.#time.awake - (Math.log(1 - chance()) * 1_000) / rate;
    if (moment < this.#account.zero + END) this.#time.at(moment, work);
  }

  #begin(first: TakeoverConnection): void {
    this.#account.begun(this.#backend.tokens);
    const { old } = this.scenario;
    if (old !== 'zombie' && old !== 'slept') return;
    if (old === 'zombie') first.zombieAt = this.#time.awake;
    this.#time.sleep(SLEEP);
    this.#environment.next('wake');
  }

  #opened(connection: TakeoverConnection): void {
    if (connection.nr !== 2 || this.scenario.next !== 'dies') return;
    this.#time.at(this.#time.awake + this.#chance.deaths() * 10_000, () => this.#lose(connection));
  }

  #lose(connection: TakeoverConnection): void {
    if (connection.ended) return;
    this.#account.say(() => `connection ${connection.nr} is lost`);
    this.#account.lostAt = this.#time.awake;
    this.#backend.die(connection);
  }
}
