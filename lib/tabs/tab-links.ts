import { closedHere as closed, endingOf } from '../connection/endings';
import type { Channel, Signal } from '../connection/signals';
import { configErrorOf, type ConnectionError } from '../errors';
import type { SocketParts } from '../socket-parts';
import { numbered } from '../text';
import type { News } from './notes';
import { TabLink, type TabSender } from './tab-link';

/** Notified of changes of the links. */
export interface TabLinksOwner {
  /** Whether a connection has the sends of the tab. */
  readonly isOpen: boolean;
  emit(signal: Signal): void;
  /** One of the links is about to take over. */
  takesOver(): void;
}

/** The connections of the holder from the view of one tab: turns their news into signals. */
export class TabLinks {
  #all = new Map<number, TabLink>();
  current: TabLink | undefined;

  constructor(
    private readonly channel: Channel,
    private readonly parts: SocketParts,
    private readonly sender: TabSender,
    private readonly owner: TabLinksOwner,
  ) {}

  apply(news: Extract<News, { readonly link: number }>): void {
    const link = this.#all.get(news.link);
    if (news.type === 'greeted') {
      if (!link) this.#greet(news.link);
    } else if (link && news.type === 'gone') {
      this.#all.delete(news.link);
      this.#gone(link, news.error);
    } else if (link && news.type !== 'gone') this.#route(link, news.type);
  }

  /** Another holder continues with its own links, which `enter` adds: the others end then. */
  continueWith(enter: () => void): void {
    const before = this.#all;
    this.#all = new Map();
    enter();
    for (const link of before.values()) this.#gone(link, lostTo(link));
  }

  /** All links are lost. @returns the ending of the one that had the sends */
  lose(): ConnectionError | undefined {
    const { current } = this;
    this.#drop(lostTo);
    if (!current) return undefined;
    this.parts.openings.disconnected();
    return lostTo(current);
  }

  /** Another connection replaces all links. */
  close(): void {
    this.#drop((link) => closed(link, numbered`another connection took its place.`));
  }

  #greet(number: number): void {
    const { parts, owner } = this;
    const opened = parts.openings.record(owner.isOpen, this.channel);
    const link = new TabLink(number, opened, this.sender, parts.clock);
    link.reader = {
      receive: (data) => parts.reception.receive(data, link),
      wrote: () => undefined,
      error: (error) => owner.emit({ type: 'fault', fault: { type: 'config', error: configErrorOf(error) } }),
    };
    this.#all.set(number, link);
    owner.emit({ type: 'greeted', link, opened });
  }

  #route(link: TabLink, type: 'took over' | 'reverted'): void {
    const { owner, channel } = this;
    const { opened } = link;
    if (type === 'took over') {
      owner.takesOver();
      owner.emit({ type: 'routed', route: undefined });
    }
    this.current = link;
    owner.emit(type === 'took over' ? { type, opened, pace: 'all' } : { type, opened });
    if (this.current === link) owner.emit({ type: 'routed', route: { link, channel, pace: 'all', remembered: false } });
  }

  #gone(link: TabLink, error: ConnectionError): void {
    link.ends();
    if (this.current === link) {
      this.current = undefined;
      this.parts.openings.disconnected();
    }
    this.owner.emit({ type: 'gone', link, error, doubtful: false });
  }

  #drop(errorOf: (link: TabLink) => ConnectionError): void {
    const links = this.#all;
    this.#all = new Map();
    this.current = undefined;
    for (const link of links.values()) this.#gone(link, errorOf(link));
  }
}

/** The page with the connection is gone, or some of its notes did not arrive. */
function lostTo(link: TabLink): ConnectionError {
  return endingOf('lost', undefined, link.uptime);
}
