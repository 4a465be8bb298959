import type { Clock } from '../clock';
import type { Link } from '../connection/link';
import type { SendRoute } from '../connection/signals';
import type { UndeliveredReason } from '../events';
import { utf8Length } from '../utf8-length';
import type { Envelope } from './notes';

/** A message of a tab that may still be lost. */
export interface Pending extends Envelope {
  /** Where it was written. */
  link?: Link;
  /** The bytes of the tabs that were written there up to its end. */
  end?: number;
}

/** What became of messages. */
export interface DeliveryReports {
  /** For each tab, all up to that number were sent. */
  sent(upTo: Readonly<Record<string, number>>): void;
  lost(message: Envelope, reason: UndeliveredReason): void;
}

/** How long what was sent is collected until it is reported, in ms: a report reaches all tabs. */
const REPORT_AFTER = 20;

/** How often it is checked whether the host has sent what was written, in ms. */
const POLL_INTERVAL = 250;

/** The messages of the tabs, until the host has sent them on a connection that there is no reason to doubt. */
export class Deliveries {
  /** Where messages are sent now. */
  route: SendRoute | undefined;
  readonly #pending = new Set<Pending>();
  readonly #written = new WeakMap<Link, number>();

  constructor(private readonly reports: DeliveryReports) {}

  add(message: Pending, clock: Clock): void {
    this.#pending.add(message);
    if (this.#pending.size === 1) clock.after(REPORT_AFTER, this, () => this.#poll(clock));
  }

  written(message: Pending, text: string, link: Link): void {
    message.link = link;
    message.end = (this.#written.get(link) ?? 0) + utf8Length(text);
    this.#written.set(link, message.end);
  }

  lost(message: Pending, reason: UndeliveredReason): void {
    this.#pending.delete(message);
    this.reports.lost(message, reason);
  }

  /** The holder stops: what was written and may not be sent is lost. What was not written, the next holder sends. */
  end(): void {
    this.#report();
    for (const message of this.#pending) if (message.link) this.lost(message, 'unconfirmed');
  }

  #poll(clock: Clock): void {
    this.#report();
    if (this.#pending.size > 0) clock.after(POLL_INTERVAL, this, () => this.#poll(clock));
  }

  /** Of each tab in the order of its messages. */
  #report(): void {
    const upTo = new Map<string, number>();
    const blocked = new Set<string>();
    for (const message of this.#pending) {
      const { from, n } = message;
      if (blocked.has(from) || !this.#isSent(message)) {
        blocked.add(from);
        continue;
      }
      this.#pending.delete(message);
      upTo.set(from, n);
    }
    if (upTo.size > 0) this.reports.sent(Object.fromEntries(upTo));
  }

  #isSent({ link, end = 0 }: Pending): boolean {
    if (!link) return false;
    const isDoubted = this.route?.link === link && this.route.remembered;
    return !isDoubted && end <= (this.#written.get(link) ?? 0) - link.bufferedAmount;
  }
}
