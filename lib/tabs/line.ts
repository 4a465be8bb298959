import type { Subscription } from 'rxjs';
import { Clock } from '../clock';
import type { GatewaySocketConfig } from '../config';
import { detail } from '../text';
import { deafHint, RECEIVED_NOTHING } from '../connection/deaf-hints';
import type { Fault } from '../events';
import { HolderWatch, type WatchOwner } from './holder-watch';
import { NoteChannel } from './note-channel';
import { isCounted, type Note, type NoteReceiver } from './notes';
import { PlaceInLine, type PlaceOwner } from './place-in-line';
import type { TabHost } from './tab-host';
import { Wire, type WireOwner } from './wire';

/** Options of {@link Line}. */
export interface LineOptions {
  /** The options of the connection, including its URL and its channel. */
  readonly config: GatewaySocketConfig<string>;
  readonly spare: boolean;
}

/** How long a page must be next in line before it opens a connection, in ms: a page may only be reloading. */
const STAND_BY_AFTER = 1_000;

/** The longest such time, after connections that were deaf. */
const LONGEST = 600_000;

const OF_A_SPARE = detail` It was the spare of several tabs; tabs.spare: false opens none.`;

/** How long the last notes of a holder may take to arrive, in ms. */
const LAST_NOTES = 20;

/** How long the next page may take to go away too, in ms: this saves a token when all tabs are reloaded. */
const GOING_TOO = 150;

/** After such a pause another page may have become the holder, in ms. Shorter than any timeout of the holder watch. */
const STALLED = 900;

/** How long a page stays out of the line after it has lost a lock, in ms. */
const ENTER_AGAIN = 1_000;

/** One shared connection from the view of one page: its place in the line, its channel, and its wire. */
export class Line implements PlaceOwner, WatchOwner, WireOwner {
  readonly clock: Clock;
  readonly #channel: NoteChannel;
  readonly #place: PlaceInLine;
  #receivers: readonly NoteReceiver[] = [];
  #page: Subscription | undefined;
  #wire: Wire | undefined;
  readonly #watch: HolderWatch;
  /** The time of the page's last activity, in ms of the clock. */
  #aliveAt = 0;
  /** How many standby connections in a row were deaf. */
  #deaf = 0;

  constructor(
    name: string,
    private readonly options: LineOptions,
    private readonly host: TabHost,
  ) {
    this.clock = new Clock(host);
    this.#channel = new NoteChannel(name, host, (note, other) => this.#receive(note, other));
    this.#place = new PlaceInLine(name, host, this);
    this.#watch = new HolderWatch(this, host, this.clock);
  }

  get used(): boolean {
    return this.#receivers.length > 0;
  }

  /** The page takes part as long as it has a receiver. */
  add(receiver: NoteReceiver): void {
    this.#receivers = this.#receivers.concat(receiver);
    if (this.#receivers.length > 1) return;
    this.#channel.open();
    this.#page = this.host.page$.subscribe((signal) => {
      this.#place[signal === 'hide' ? 'leave' : 'enter']();
    });
    this.#watch.start();
    this.#place.enter();
  }

  remove(receiver: NoteReceiver): void {
    const { used } = this;
    this.#receivers = this.#receivers.filter((other) => other !== receiver);
    this.clock.cancelAll(receiver);
    if (!used || this.used) return;
    this.#place.leave();
    this.#page?.unsubscribe();
    this.clock.stop();
    this.#channel.close();
  }

  /** Sends a note to all tabs, including those of this page. */
  post(note: Note): void {
    this.#goOn();
    this.#channel.post(note);
  }

  // The methods for the watch.

  get role(): PlaceInLine['role'] {
    return this.#place.role;
  }

  fence(passed: () => unknown): void {
    this.#channel.fence(passed);
  }

  silent(): void {
    this.#place.push();
  }

  /** Requests the state from the holder. Without an answer, the next in line takes its place. */
  ask(): void {
    this.#channel.post({ t: 'hello' });
    this.#watch.expectAnswer();
  }

  // The methods for the wire.

  abdicate(): void {
    this.#place.leave();
    if (this.used) this.#place.enter();
  }

  doubt(): void {
    if (!this.#watch.expects) this.ask();
  }

  /** Another connection is opened, with a longer delay each time. */
  deaf(): void {
    this.#stop(false);
    this.#deaf += 1;
    this.next();
    this.fault({ type: 'deaf', hint: deafHint(RECEIVED_NOTHING, this.#deaf) + OF_A_SPARE });
  }

  fault(fault: Fault): void {
    for (const receiver of this.#receivers) receiver.fault(fault);
  }

  // The methods for the place.

  next(): void {
    if (!this.options.spare) return;
    this.clock.after(Math.min(STAND_BY_AFTER * 2 ** this.#deaf, LONGEST), this.#place, () =>
      // A page that was stopped may not be the next one any more.
      this.fence(() => {
        if (this.role === 'spare') this.#open().start();
      }),
    );
  }

  /** The last notes of another holder are read first. */
  hold(): void {
    const wire = this.#open();
    const hold = () => this.fence(() => this.#wire === wire && wire.hold());
    this.clock.cancelAll(this.#place);
    this.#deaf = 0;
    if (this.#watch.lastNoteAt === -Infinity) hold();
    else this.clock.after(wire.isOpen ? LAST_NOTES : GOING_TOO, this.#place, hold);
  }

  end(lost: boolean): void {
    this.clock.cancelAll(this.#place);
    this.#watch.forget();
    this.#stop(!lost);
    if (lost) this.clock.after(ENTER_AGAIN, this.#place, () => this.#place.enter());
  }

  /** Closes the connection. `last`: its last notes count. */
  #stop(last: boolean): void {
    this.#wire?.stop(last);
    this.#channel.drop();
    this.#wire = undefined;
  }

  #open(): Wire {
    return (this.#wire ??= new Wire(this.options.config, this.clock, this));
  }

  #receive(note: Note, other: boolean): void {
    if (other) {
      this.#goOn();
      if (isCounted(note)) this.#watch.lastNoteAt = this.#aliveAt;
      // Another page is the holder now, unless this is a late note of the previous holder.
      if (note.t === 'state' && this.#wire?.holds && !this.#wire.succeeds(note.gen)) this.#place.lose();
      if (note.t === 'hello' && this.role === 'spare') this.#watch.expectAnswer();
    }
    this.#wire?.handle(note);
    for (const receiver of this.#receivers) receiver.handle(note);
  }

  /** If the page was stopped for a while, another one may be the holder: the notes of that time are read first. */
  #goOn(): void {
    const now = this.clock.now();
    if (now - this.#aliveAt > STALLED && this.#wire?.holds) this.#channel.hold();
    this.#aliveAt = now;
  }
}
