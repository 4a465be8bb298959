import type { Subscription } from 'rxjs';
import { Clock } from '../clock';
import type { GatewaySocketConfig } from '../config';
import { requestId } from '../sending/request-ids';
import { elect, type ElectionEffect, type ElectionInput, type Lock, type Role } from './election';
import type { Note } from './notes';
import { packed, readNote } from './read-note';
import type { Channel, TabHost } from './tab-host';
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

/** How long a page is next in line until it opens a connection, in ms: one that is being reloaded is not for long. */
const STAND_BY_AFTER = 1_000;

/** How long the last notes of a holder may be on their way, in ms. */
const LAST_NOTES = 20;

/** How long the page that comes next may be going away as well, in ms: when all tabs are reloaded, a token is saved. */
const GOING_TOO = 150;

/** How often a page that can be seen asks whether there is a holder, in ms. */
const ASK_EVERY = 2_000;

/** How long the holder may take to answer, in ms. The spare is the first that takes its place. */
const PATIENCE: Partial<Record<Role, number>> = { spare: 2_000, queued: 4_500 };

/** After such a pause another page may have become the holder, in ms. */
const STALLED = 900;

/** How long a lock that was lost is not asked for, in ms. */
const ASK_AGAIN = 1_000;

/** One shared connection, as one page has it: its place in the line, its channel, and its wire. */
export class Line implements WireOwner {
  readonly clock: Clock;
  readonly #id = requestId();
  #receivers: readonly NoteReceiver[] = [];
  #channel: Channel | undefined;
  #page: Subscription | undefined;
  #role: Role = 'out';
  #wire: Wire | undefined;
  readonly #locks: Partial<Record<Lock, () => void>> = {};
  /** The notes of this page that its own tabs have not received yet. */
  #own: Note[] | undefined;
  /** The notes that wait until it is certain that this page is still the holder. */
  #held: Note[] | undefined;
  readonly #fences: (() => void)[] = [];
  #heardAt = -Infinity;
  #aliveAt = 0;
  #asking: object | undefined;

  constructor(
    private readonly name: string,
    readonly options: LineOptions,
    private readonly host: TabHost,
  ) {
    this.clock = new Clock(host);
  }

  /** The page takes part as long as it has a receiver. */
  add(receiver: NoteReceiver): void {
    this.#receivers = this.#receivers.concat(receiver);
    if (this.#receivers.length > 1) return;
    this.#channel = this.host.channel(this.name, (data) => {
      const note = readNote(data);
      if (note) this.#hear(note);
    });
    this.#page = this.host.page$.subscribe((signal) => this.#feed(signal === 'hide' ? 'leave' : 'enter'));
    this.#watch();
    this.#feed('enter');
  }

  remove(receiver: NoteReceiver): void {
    const before = this.#receivers;
    this.#receivers = before.filter((other) => other !== receiver);
    if (before.length === 0 || this.#receivers.length > 0) return;
    this.#feed('leave');
    this.#page?.unsubscribe();
    this.clock.stop();
    this.#channel?.close();
    this.#channel = undefined;
  }

  get used(): boolean {
    return this.#receivers.length > 0;
  }

  /** Sends a note to all tabs, those of this page included. */
  post(note: Note): void {
    this.#goOn();
    if (this.#held) this.#held.push(note);
    else this.#send(note);
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
    this.#send({ t: 'hello', start });
    this.#expectAnswer();
  }

  #send(note: Note): void {
    this.#channel?.post(packed(note));
    // A channel does not bring to a page what it sends. In their order, also where a receiver causes the next one.
    if (this.#own) {
      this.#own.push(note);
      return;
    }
    this.#own = [note];
    for (let next = this.#own.shift(); next; next = this.#own.shift()) this.#deliver(next);
    this.#own = undefined;
  }

  #hear(note: Note): void {
    this.#goOn();
    if (note.t === 'fence' && note.from === this.#id) this.#fences.shift()?.();
    if (note.t === 'state' || note.t === 'news' || note.t === 'frame') this.#heardAt = this.#aliveAt;
    // Another page is the holder now. Before this one has begun, it is a late note of the one before.
    if (note.t === 'state' && this.#wire?.holds) this.#feed('main lost');
    if (note.t === 'hello' && this.#role === 'spare') this.#expectAnswer();
    this.#deliver(note);
  }

  #deliver(note: Note): void {
    this.#wire?.hear(note);
    for (const receiver of this.#receivers) receiver.hear(note);
  }

  /**
   * If the page was stopped for a while, another one may be the holder: what this one sends waits until the notes of that
   * time have arrived.
   */
  #goOn(): void {
    const now = this.clock.now();
    const stopped = now - this.#aliveAt > STALLED;
    this.#aliveAt = now;
    if (!stopped || this.#held || this.#role !== 'holder') return;
    const held: Note[] = (this.#held = []);
    this.#fence(() => {
      if (this.#held !== held) return;
      this.#held = undefined;
      for (const note of held) this.#send(note);
    });
  }

  /** Calls back after everything that was sent to this page until now has arrived. */
  #fence(passed: () => void): void {
    const other = this.host.channel(this.name, () => undefined);
    this.#fences.push(() => {
      other.close();
      passed();
    });
    other.post({ t: 'fence', from: this.#id });
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
    this.clock.after(patience, asking, () => {
      // If this page was stopped itself, the answer may not be read yet.
      this.#fence(() => {
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
      case 'ask main':
      case 'ask spare':
      case 'steal main':
      case 'steal spare':
        this.#lock(effect.endsWith('main') ? 'main' : 'spare', effect.startsWith('steal'));
        return;
      case 'free main':
      case 'free spare':
        this.#locks[effect === 'free main' ? 'main' : 'spare']?.();
        return;
      case 'stand by':
        if (this.options.spare) this.clock.after(STAND_BY_AFTER, this.#locks, () => this.#standBy());
        return;
      case 'hold':
        this.#hold();
        return;
      case 'resign':
      case 'give up':
        this.clock.cancelAll(this.#locks);
        if (this.#asking) this.clock.cancelAll(this.#asking);
        this.#wire?.stop(effect === 'resign');
        this.#wire = this.#held = this.#asking = undefined;
    }
  }

  #lock(lock: Lock, steal: boolean): void {
    let waits = true;
    const free = this.host.lock(
      `${this.name} ${lock}`,
      steal,
      () => {
        if (waits) this.#feed(`${lock} granted`);
      },
      () => {
        // One that cannot be had is not asked for without end.
        if (waits) this.clock.after(this.#role === 'holder' ? 0 : ASK_AGAIN, free, () => this.#feed(`${lock} lost`));
      },
    );
    this.#locks[lock] = () => {
      waits = false;
      this.clock.cancelAll(free);
      free();
    };
  }

  /** If the page was stopped, it is perhaps not the spare any more. */
  #standBy(): void {
    this.#fence(() => {
      if (this.#role === 'spare') this.#open().start();
    });
  }

  #open(): Wire {
    return (this.#wire ??= new Wire(this.options.config, this.host, this));
  }

  /** The last notes of another holder come first. */
  #hold(): void {
    const wire = this.#open();
    const hold = () => {
      if (this.#wire === wire) wire.hold();
    };
    this.clock.cancelAll(this.#locks);
    if (this.#heardAt === -Infinity) this.#fence(hold);
    else this.clock.after(wire.isOpen ? LAST_NOTES : GOING_TOO, this.#locks, () => this.#fence(hold));
  }
}
