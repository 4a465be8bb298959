import type { UndeliveredReason } from '../events';
import type { Outgoing } from '../sending/encode';
import { Item } from '../sending/item';
import { undelivered } from '../sending/outbox';
import type { SocketParts } from '../socket-parts';

/** A message that the holder has not reported as sent. */
interface UnsentMessage {
  readonly message: Outgoing;
  readonly text: string;
  /** The number of the connection that it is for alone: a first message of the option `hello`. */
  readonly link: number | undefined;
}

/** The messages of one tab that the holder has not reported as sent. */
export class Unsent {
  #count = 0;
  readonly #all = new Map<number, UnsentMessage>();

  constructor(private readonly parts: SocketParts) {}

  get any(): boolean {
    return this.#all.size > 0;
  }

  /** @returns its number */
  add(message: Outgoing, text: string, link: number | undefined): number {
    this.#all.set(++this.#count, { message, text, link });
    return this.#count;
  }

  sent(upTo: number): void {
    for (const n of this.#all.keys()) if (n <= upTo) this.#all.delete(n);
  }

  lost(n: number, reason: UndeliveredReason): void {
    const unsent = this.#all.get(n);
    if (this.#all.delete(n) && unsent) this.parts.log.fault(undelivered(unsent.message, reason));
  }

  /** The messages that another holder has to send. */
  takeAgain(): readonly (readonly [n: number, text: string])[] {
    for (const [n, { link }] of this.#all) if (link !== undefined) this.#all.delete(n);
    return [...this.#all].map(([n, { text }]) => [n, text]);
  }

  /**
   * The holder is gone, and no other one continues.
   *
   * @param never whether it certainly did not send them: then they wait in the outbox again
   */
  settle(never: boolean, channel: string | undefined): void {
    for (const [n, { message, text, link }] of this.#all) {
      if (!never || link !== undefined) this.lost(n, 'unconfirmed');
      else this.parts.outbox.put(new Item(message.name, message.params, message.action, text), channel, false);
    }
    this.#all.clear();
  }
}
