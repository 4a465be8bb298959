import type { UndeliveredReason } from '../events';
import { undelivered, type Item } from '../sending/outbox';
import type { SocketParts } from '../socket-parts';

/** The messages of one tab that the holder has not reported as sent, by their id. */
export class Unsent {
  readonly #all = new Map<string, Item>();

  constructor(
    private readonly parts: SocketParts,
    private readonly channel: string | undefined,
  ) {}

  get any(): boolean {
    return this.#all.size > 0;
  }

  add(id: string, item: Item): void {
    this.#all.set(id, item);
  }

  sent(ids: readonly string[]): void {
    for (const id of ids) this.#all.delete(id);
  }

  lost(id: string, reason: UndeliveredReason): void {
    const item = this.#all.get(id);
    this.#all.delete(id);
    if (item) this.parts.log.fault(undelivered(item.message, reason));
  }

  /** The holder is gone. `never`: it certainly did not send them, so they wait in the outbox again. */
  settle(never: boolean): void {
    for (const [id, { message, text }] of this.#all) {
      if (!never) this.lost(id, 'unconfirmed');
      else if (this.#all.delete(id)) this.parts.outbox.put({ message, text }, this.channel, false);
    }
  }
}
