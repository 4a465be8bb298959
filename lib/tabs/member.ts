import { closedHere as closed, endingOf } from '../connection/endings';
import type { Channel, Signal } from '../connection/signals';
import { configErrorOf, type ConnectionError } from '../errors';
import type { Outgoing } from '../sending/encode';
import { requestId } from '../sending/request-ids';
import type { SocketParts } from '../socket-parts';
import { numbered } from '../text';
import type { Line } from './line';
import type { News, Note, Place } from './notes';
import type { Repeats } from './repeats';
import { TabLink, type TabSender } from './tab-link';
import { Unsent } from './unsent';

/** Receives what a member makes of the notes. */
export interface MemberOwner {
  /** Whether a connection has the sends of the tab, this member's or another's. */
  readonly isOpen: boolean;
  readonly repeats: Repeats;
  /** Whether another user is logged in now: then the member is not needed any more. */
  changedUser(): boolean;
  emit(signal: Signal): void;
  /** A step of the holder's attempt, an ending or a fault. */
  step(news: Step, member: Member): void;
  /** A connection of the member is about to take over. */
  takesOver(member: Member): void;
}

/** News that name no link. */
export type Step = Exclude<News, { readonly link: number }>;

/** How long a tab that leaves waits for what became of its last messages, in ms. */
const LAST_REPORTS = 2_000;

/** No note of the holder was followed to. */
const UNKNOWN = -1;

/** One tab at one shared connection: turns the notes of the holder into the signals of a connection. */
export class Member implements TabSender {
  readonly #from = requestId();
  /** The holder, and its last note. */
  #gen: string | undefined;
  #n = 0;
  #links = new Map<number, TabLink>();
  #current: TabLink | undefined;
  /** The holder has stopped: what it has not reported until then, it never sent. */
  #stopped = false;
  #left = false;
  readonly #unsent: Unsent;
  /** What the next holder is asked to send before anything else. */
  #again: ReturnType<Unsent['takeAgain']> = [];

  constructor(
    private readonly line: Line,
    readonly channel: Channel,
    private readonly parts: SocketParts,
    private readonly owner: MemberOwner,
  ) {
    this.#unsent = new Unsent(parts);
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  /** Whether a holder has answered. */
  get isKnown(): boolean {
    return this.#gen !== undefined;
  }

  /** Apart from the constructor, because the first notes may come at once. */
  join(): void {
    this.line.add(this);
    this.line.ask(true);
  }

  /** Makes sure that there is a holder, and that no note is missing. */
  check(): void {
    this.line.ask();
  }

  ask(command: 'reconnect' | 'resume'): void {
    if (this.#gen !== undefined) this.line.post({ t: 'ask', gen: this.#gen, command });
  }

  /** Takes no more part. It listens until it is known what became of its messages. */
  leave(): void {
    this.#left = true;
    this.#drop(closedHere);
    // Not on the clock of the socket, which may be closed.
    this.line.clock.after(LAST_REPORTS, this, () => {
      this.#unsent.settle(this.#stopped, this.channel);
      this.#leaveForGood();
    });
    this.#leaveForGood();
  }

  /** The connection is lost for this tab, whatever the holder has. */
  lose(): void {
    const lost = this.#current;
    this.#drop(lostTo);
    if (!lost) return;
    this.parts.openings.disconnected();
    this.owner.step({ type: 'ended', error: lostTo(lost), next: { state: 'connecting', attempt: 1 } }, this);
  }

  send(message: Outgoing, text: string, link?: number): void {
    this.#post(this.#unsent.add(message, text, link), text, link);
  }

  hear(note: Note): void {
    switch (note.t) {
      case 'sent':
        this.#unsent.sent(note.upTo[this.#from] ?? 0);
        this.#leaveForGood();
        return;
      case 'lost':
        if (note.to === this.#from) this.#unsent.lost(note.n, note.reason);
        this.#leaveForGood();
        return;
      case 'bye':
        this.#stopped ||= note.gen === this.#gen;
        return;
      case 'frame':
        if (this.#follows(note)) this.#receive(note);
        return;
      case 'news':
        if (this.#follows(note) && !this.owner.changedUser()) this.#apply(note.news);
        return;
      case 'state':
        if (this.#left || !this.owner.changedUser()) this.#enter(note, note.news, note.after);
    }
  }

  #receive(frame: Extract<Note, { readonly t: 'frame' }>): void {
    if (frame.to === undefined) {
      if (this.owner.repeats.isRepeated(frame, this.parts.clock.now())) return;
      this.owner.repeats.add(frame);
    } else if (frame.to !== this.#from) return;
    this.#current?.receive(frame.data);
  }

  /** Whether a note is the next one of the holder. After a gap everything begins anew. */
  #follows({ gen, n }: Place): boolean {
    if (this.#left || gen !== this.#gen || n <= this.#n || this.#n === UNKNOWN) return false;
    this.#n += 1;
    if (n === this.#n) return true;
    this.#n = UNKNOWN;
    this.lose();
    this.check();
    return false;
  }

  /** All that a tab needs to know, from another holder or for a tab that missed something. */
  #enter({ gen, n }: Place, news: readonly News[], after: Place | undefined): void {
    const isOther = gen !== this.#gen;
    if (!isOther && (this.#left || n <= this.#n)) return;
    const continues = !this.#left && after !== undefined && after.gen === this.#gen && after.n <= this.#n;
    const before = this.#links;
    if (continues && this.#stopped) this.#again = this.#unsent.takeAgain();
    else if (isOther) this.#unsent.settle(this.#stopped, this.channel);
    this.#gen = gen;
    this.#n = n;
    this.#stopped = false;
    this.#leaveForGood();
    if (this.#left) return;
    if (after) this.owner.repeats.continue(after, this.parts.clock.now());
    if (continues) this.#links = new Map();
    else this.lose();
    for (const one of news) this.#apply(one);
    if (continues) for (const link of before.values()) this.#gone(link, lostTo(link));
  }

  #leaveForGood(): void {
    if (this.#left && !this.#unsent.any) this.line.remove(this);
  }

  #apply(news: News): void {
    switch (news.type) {
      case 'greeted':
        this.#greet(news.link);
        return;
      case 'took over':
      case 'reverted': {
        const link = this.#links.get(news.link);
        if (link) this.#route(link, news.type);
        return;
      }
      case 'gone': {
        const link = this.#links.get(news.link);
        this.#links.delete(news.link);
        if (link) this.#gone(link, news.error);
        return;
      }
      default:
        this.owner.step(news, this);
    }
  }

  #greet(number: number): void {
    const { clock, openings, reception } = this.parts;
    if (this.#links.has(number)) return;
    const opened = openings.record(this.owner.isOpen, this.channel);
    const link = new TabLink(number, opened, this, clock);
    link.reader = {
      receive: (data) => reception.receive(data, link),
      wrote: () => undefined,
      error: (error) => this.owner.emit({ type: 'fault', fault: { type: 'config', error: configErrorOf(error) } }),
    };
    this.#links.set(number, link);
    this.owner.emit({ type: 'greeted', link, opened });
  }

  #route(link: TabLink, type: 'took over' | 'reverted'): void {
    const { owner, channel } = this;
    const { opened } = link;
    if (type === 'took over') {
      owner.takesOver(this);
      owner.emit({ type: 'routed', route: undefined });
    }
    this.#current = link;
    owner.emit(type === 'took over' ? { type, opened, pace: 'all' } : { type, opened });
    const again = this.#again;
    this.#again = [];
    for (const [n, text] of again) this.#post(n, text);
    if (this.#current === link)
      owner.emit({ type: 'routed', route: { link, channel, pace: 'all', remembered: false } });
  }

  #gone(link: TabLink, error: ConnectionError): void {
    link.ends();
    if (this.#current === link) {
      this.#current = undefined;
      this.parts.openings.disconnected();
    }
    this.owner.emit({ type: 'gone', link, error, doubtful: false });
  }

  #drop(errorOf: (link: TabLink) => ConnectionError): void {
    const links = this.#links;
    this.#links = new Map();
    this.#current = undefined;
    for (const link of links.values()) this.#gone(link, errorOf(link));
  }

  #post(n: number, text: string, link?: number): void {
    const gen = this.#gen;
    if (gen !== undefined)
      this.line.post({ t: 'send', gen, from: this.#from, n, text, ...(link !== undefined && { link }) });
  }
}

const closedHere = (link: TabLink): ConnectionError => closed(link, numbered`another connection took its place.`);

/** The page that held the connection is gone, or its notes did not all arrive. */
function lostTo(link: TabLink): ConnectionError {
  return endingOf('lost', undefined, link.uptime);
}
