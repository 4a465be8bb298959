import type { Clock } from '../clock';
import type { Link } from '../connection/link';
import type { SendRoute } from '../connection/signals';
import type { UndeliveredReason } from '../events';
import { Item } from '../sending/item';
import type { Sender } from '../sending/sender';
import type { Note } from './notes';

/** How long sent messages are collected before they are reported, in ms: a report reaches all tabs. */
const REPORT_AFTER = 20;

/** How often it is checked whether the host has sent the written messages, in ms. */
const POLL_INTERVAL = 250;

/** The messages of the tabs, until the host has sent them on a connection that is not in doubt. */
export class Deliveries {
  /** The current route of messages. */
  route: SendRoute | undefined;
  /** The link that each message was written to. */
  readonly #pending = new Map<string, Link | undefined>();

  constructor(
    private readonly clock: Clock,
    private readonly post: (note: Note) => void,
  ) {}

  send(id: string, text: string, sender: Sender<Link>): void {
    if (this.#pending.size === 0) this.#reportAfter(REPORT_AFTER);
    this.#pending.set(id, undefined);
    const observer = { written: (link: Link) => void this.#pending.set(id, link), rejected: () => undefined };
    sender.sendEncoded(new Item(id, undefined, undefined, text, observer));
  }

  lost(id: string, reason: UndeliveredReason): void {
    this.#pending.delete(id);
    this.post({ t: 'lost', id, reason });
  }

  /**
   * The holder stops: messages that were written and may not be sent are lost. The next holder sends those that were
   * not written.
   */
  end(): void {
    this.#report();
    for (const [id, link] of this.#pending) if (link) this.lost(id, 'unconfirmed');
  }

  #reportAfter(delay: number): void {
    this.clock.after(delay, this, () => {
      this.#report();
      if (this.#pending.size > 0) this.#reportAfter(POLL_INTERVAL);
    });
  }

  #report(): void {
    const ids = [...this.#pending].filter(([, link]) => this.#isSent(link)).map(([id]) => id);
    for (const id of ids) this.#pending.delete(id);
    if (ids.length > 0) this.post({ t: 'sent', ids });
  }

  #isSent(link: Link | undefined): boolean {
    const isDoubted = this.route?.link === link && this.route?.remembered;
    return !isDoubted && link?.bufferedAmount === 0;
  }
}
