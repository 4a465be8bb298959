import type { Channel, Signal } from '../connection/signals';
import type { Fault } from '../events';
import type { Outgoing } from '../sending/encode';
import { requestId } from '../sending/request-ids';
import type { SocketParts } from '../socket-parts';
import type { Line } from './line';
import type { Counted, News, Note, NoteReceiver, Step } from './notes';
import type { Repeats } from './repeats';
import type { TabSender } from './tab-link';
import { TabLinks } from './tab-links';
import { Unsent } from './unsent';

/** Receives the signals that a member derives from the notes. */
export interface MemberOwner {
  /** Whether a connection has the sends of the tab, this member's or another's. */
  readonly isOpen: boolean;
  readonly repeats: Repeats;
  /** Whether another user is logged in now: the member is not needed any more then. */
  changedUser(): boolean;
  emit(signal: Signal): void;
  /** A step of the holder's attempt, an ending or a fault. */
  step(news: Step, member: Member): void;
  /** A connection of the member is about to take over. */
  takesOver(member: Member): void;
}

/** How long a tab that leaves waits for the reports about its last messages, in ms. */
const LAST_REPORTS = 2_000;

/** No note of the holder was processed yet. */
const UNKNOWN = -1;

/** One tab of one shared connection: turns the notes of the holder into the signals of a connection. */
export class Member implements NoteReceiver, TabSender {
  readonly #from = requestId();
  /** The holder, and its last note. */
  #gen: string | undefined;
  #n = 0;
  readonly #links: TabLinks;
  /** The holder has stopped: it never sent the messages that it has not reported until then. */
  #stopped = false;
  #left = false;
  #count = 0;
  readonly #unsent: Unsent;

  constructor(
    private readonly line: Line,
    readonly channel: Channel,
    private readonly parts: SocketParts,
    private readonly owner: MemberOwner,
  ) {
    this.#unsent = new Unsent(parts, channel);
    this.#links = new TabLinks(channel, parts, this, {
      get isOpen() {
        return owner.isOpen;
      },
      emit: (signal) => owner.emit(signal),
      takesOver: () => owner.takesOver(this),
    });
  }

  get isOpen(): boolean {
    return this.#links.current !== undefined;
  }

  /** Whether a holder has answered. */
  get isKnown(): boolean {
    return this.#gen !== undefined;
  }

  get hasLeft(): boolean {
    return this.#left;
  }

  /** Not in the constructor, because the first notes may arrive at once. */
  join(): void {
    this.line.add(this);
    this.check();
  }

  /** Checks the holder, and detects missing notes. */
  check(): void {
    this.line.ask();
  }

  ask(command: 'reconnect' | 'resume'): void {
    if (this.#gen !== undefined) this.line.post({ t: command, gen: this.#gen });
  }

  /** Takes no further part. It still receives the reports about its messages. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#links.close();
    // Not on the clock of the socket, which may be closed.
    this.line.clock.after(LAST_REPORTS, this, () => this.#leaveForGood());
    if (!this.#unsent.any) this.#leaveForGood();
  }

  /** The connection is lost for this tab, even if the holder still has it. */
  lose(): void {
    const error = this.#links.lose();
    if (error) this.owner.step({ type: 'ended', error, next: { state: 'connecting', attempt: 1 } }, this);
  }

  send(text: string, message: Outgoing): void {
    const id = `${this.#from} ${++this.#count}`;
    this.#unsent.add(id, message, text);
    this.sendOn(undefined, text, id);
  }

  sendOn(link: number | undefined, text: string, id = ''): void {
    if (this.#gen !== undefined) this.line.post({ t: 'send', gen: this.#gen, from: this.#from, id, text, link });
  }

  handle(note: Note): void {
    if (note.t === 'sent') this.#unsent.sent(note.ids);
    else if (note.t === 'lost') this.#unsent.lost(note.id, note.reason);
    else if (note.t === 'bye') this.#stopped ||= note.gen === this.#gen;
    else if (note.t === 'state') this.#enter(note);
    else if (note.t === 'frame') this.#receive(note);
    else if (note.t === 'news' && this.#follows(note) && !this.owner.changedUser()) this.#apply(note.news);
    if (this.#left && !this.#unsent.any) this.#leaveForGood();
  }

  fault(fault: Fault): void {
    if (!this.#left) this.owner.emit({ type: 'fault', fault });
  }

  #leaveForGood(): void {
    this.#unsent.settle(this.#stopped);
    this.line.remove(this);
  }

  #receive(frame: Extract<Note, { readonly t: 'frame' }>): void {
    if (!this.#follows(frame)) return;
    if (frame.to === undefined && this.owner.repeats.isRepeated(frame, this.parts.clock.now())) return;
    if (frame.to === undefined || frame.to === this.#from) this.#links.current?.receive(frame.data);
  }

  /** Whether a note is the next one of the holder. After a gap the tab enters again. */
  #follows({ gen, n }: Counted): boolean {
    if (this.#left || gen !== this.#gen || n <= this.#n || this.#n === UNKNOWN) return false;
    this.#n += 1;
    if (n === this.#n) return true;
    this.#n = UNKNOWN;
    this.lose();
    this.check();
    return false;
  }

  /** The whole state for a tab that has another holder, or has missed notes. */
  #enter({ gen, n, news, after }: Extract<Note, { readonly t: 'state' }>): void {
    const isOther = gen !== this.#gen;
    if (!isOther && (this.#left || n <= this.#n)) return;
    if (!this.#left && this.owner.changedUser()) return;
    const continues = !this.#left && after?.gen === this.#gen && Number(after?.n) <= this.#n;
    if (isOther) this.#unsent.settle(this.#stopped);
    this.#gen = gen;
    this.#n = n;
    this.#stopped = false;
    if (this.#left) return;
    if (after) this.owner.repeats.continue(after, this.parts.clock.now());
    const enter = () => this.#apply(news);
    if (continues) this.#links.continueWith(enter);
    else {
      this.lose();
      enter();
    }
  }

  #apply(all: readonly News[]): void {
    for (const news of all) {
      if ('link' in news) this.#links.apply(news);
      else this.owner.step(news, this);
    }
  }
}
