import type { Subscription } from 'rxjs';
import { Clock } from '../clock';
import type { GatewaySocketConfig } from '../config';
import { elect, type ElectionEffect, type ElectionInput, type Lock, type Role } from './election';
import { NoteChannel } from './note-channel';
import { isCounted, type Note } from './notes';
import type { TabHost } from './tab-host';
import { Wire, type WireOwner } from './wire';

/** Receives every note, those of this page included. */
export interface NoteReceiver {
  hear(note: Note): void;
}

/** Options of {@link Line}. */
export interface LineOptions {
  /** Of the connection, with its URL and its channel in place. */
  readonly config: GatewaySocketConfig<string>;
  readonly spare: boolean;
}

/** How long a page is next in line until it opens a connection, in ms: a page that is being reloaded is not for long. */
const STAND_BY_AFTER = 1_000;

/** How long the last notes of a holder may be on their way, in ms. */
const LAST_NOTES = 20;

/** How long the page that comes next may be going away as well, in ms: when all tabs are reloaded, a token is saved. */
const GOING_TOO = 150;

/** How often a page that can be seen asks whether there is a holder, in ms. */
const ASK_EVERY = 2_000;

/** How long the holder may take to answer, in ms. The spare is the first that takes its place. */
const PATIENCE: Partial<Record<Role, number>> = { spare: 2_000, queued: 4_500 };

/** After such a pause another page may have become the holder, in ms. Shorter than any patience. */
const STALLED = 900;

/** How long a lock that was lost is not asked for, in ms. */
const ASK_AGAIN = 1_000;

/** One shared connection, as one page has it: its place in the line, its channel, and its wire. */
export class Line implements WireOwner {
  readonly clock: Clock;
  readonly #channel: NoteChannel;
  #receivers: readonly NoteReceiver[] = [];
  #page: Subscription | undefined;
  #role: Role = 'out';
  #wire: Wire | undefined;
  readonly #locks: Partial<Record<Lock, () => void>> = {};
  /** When the last note of a holder came, and when the page last did anything, in ms of the clock. */
  #heardAt = -Infinity;
  #aliveAt = 0;
  #asking: object | undefined;

  constructor(
    private readonly name: string,
    private readonly options: LineOptions,
    private readonly host: TabHost,
  ) {
    this.clock = new Clock(host);
    this.#channel = new NoteChannel(name, host, (note, other) => this.#receive(note, other));
  }

  get used(): boolean {
    return this.#receivers.length > 0;
  }

  /** The page takes part as long as it has a receiver. */
  add(receiver: NoteReceiver): void {
    this.#receivers = this.#receivers.concat(receiver);
    if (this.#receivers.length > 1) return;
    this.#channel.open();
    this.#page = this.host.page$.subscribe((signal) => this.#feed(signal === 'hide' ? 'leave' : 'enter'));
    this.#watch();
    this.#feed('enter');
  }

  remove(receiver: NoteReceiver): void {
    const { used } = this;
    this.#receivers = this.#receivers.filter((other) => other !== receiver);
    this.clock.cancelAll(receiver);
    if (!used || this.used) return;
    this.#feed('leave');
    this.#page?.unsubscribe();
    this.clock.stop();
    this.#channel.close();
  }

  /** Sends a note to all tabs, those of this page included. */
  post(note: Note): void {
    this.#goOn();
    if (isCounted(note)) this.#channel.post(note);
    else this.#channel.send(note);
  }

  abdicate(): void {
    this.#feed('leave');
    if (this.used) this.#feed('enter');
  }

  doubt(): void {
    if (!this.#asking) this.ask();
  }

  /**
   * Asks the holder for the state; if none answers, the next in line takes its place.
   *
   * @param start whether a connection that failed is tried again
   */
  ask(start = false): void {
    this.#channel.send({ t: 'hello', start });
    this.#expectAnswer();
  }

  #receive(note: Note, other: boolean): void {
    if (other) {
      this.#goOn();
      if (isCounted(note)) this.#heardAt = this.#aliveAt;
      // Another page is the holder now, unless it is a late note of the one before.
      if (note.t === 'state' && this.#wire?.holds && !this.#wire.succeeds(note.gen)) this.#feed('main lost');
      if (note.t === 'hello' && this.#role === 'spare') this.#expectAnswer();
    }
    this.#wire?.hear(note);
    for (const receiver of this.#receivers) receiver.hear(note);
  }

  /** If the page was stopped for a while, another one may be the holder: the notes of that time come first. */
  #goOn(): void {
    const now = this.clock.now();
    if (now - this.#aliveAt > STALLED && this.#wire?.holds) this.#channel.hold();
    this.#aliveAt = now;
  }

  #watch(): void {
    this.clock.after(ASK_EVERY, this, () => {
      this.#watch();
      if (this.#role !== 'holder' && this.host.visible()) this.ask();
    });
  }

  #expectAnswer(): void {
    const patience = PATIENCE[this.#role];
    if (this.#asking || patience === undefined) return;
    const asking = (this.#asking = {});
    const askedAt = this.clock.now();
    // Not all tabs at once.
    this.clock.after(patience * (1 + this.host.random() / 4), asking, () => {
      // If this page was stopped itself, the answer may not be read yet.
      this.#channel.fence(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        if (this.#heardAt < askedAt) this.#feed('silent');
      });
    });
  }

  #feed(input: ElectionInput): void {
    const [role, ...effects] = elect(this.#role, input);
    this.#role = role;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ElectionEffect): void {
    switch (effect) {
      case 'stand by':
        if (this.options.spare) this.clock.after(STAND_BY_AFTER, this.#locks, () => this.#standBy());
        return;
      case 'hold':
        this.#hold();
        return;
      case 'resign':
      case 'give up':
        this.#end(effect === 'resign');
        return;
      default: {
        // The names of the effects that are left: a verb and a lock.
        const [verb, lock] = effect.split(' ') as ['ask' | 'steal' | 'free', Lock];
        if (verb === 'free') this.#locks[lock]?.();
        else this.#lock(lock, verb === 'steal');
      }
    }
  }

  #lock(lock: Lock, steal: boolean): void {
    let waits = true;
    let had = false;
    const feed = (what: 'granted' | 'lost') => {
      had = true;
      if (waits) this.#feed(`${lock} ${what}`);
    };
    // One that cannot be had is not asked for without end.
    const lost = () => this.clock.after(had ? 0 : ASK_AGAIN, free, () => feed('lost'));
    const free = this.host.lock(`${this.name} ${lock}`, steal, () => feed('granted'), lost);
    this.#locks[lock] = () => {
      waits = false;
      free();
    };
  }

  /** If the page was stopped, it is perhaps not the spare any more. */
  #standBy(): void {
    this.#channel.fence(() => {
      if (this.#role === 'spare') this.#open().start();
    });
  }

  #open(): Wire {
    return (this.#wire ??= new Wire(this.options.config, this.host, this));
  }

  /** The last notes of another holder come first. */
  #hold(): void {
    const wire = this.#open();
    const hold = () =>
      this.#channel.fence(() => {
        if (this.#wire === wire) wire.hold();
      });
    this.clock.cancelAll(this.#locks);
    if (this.#heardAt === -Infinity) hold();
    else this.clock.after(wire.isOpen ? LAST_NOTES : GOING_TOO, this.#locks, hold);
  }

  /** Closes the connection. `last`: its last notes count. */
  #end(last: boolean): void {
    this.clock.cancelAll(this.#locks);
    if (this.#asking) this.clock.cancelAll(this.#asking);
    this.#wire?.stop(last);
    this.#channel.drop();
    this.#wire = this.#asking = undefined;
  }
}
