import type { UndeliveredReason } from '../events';
import type { Outgoing } from '../sending/encode';
import { Item } from '../sending/item';
import { undelivered } from '../sending/outbox';
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

  add(id: string, { name, params, action }: Outgoing, text: string): void {
    this.#all.set(id, new Item(name, params, action, text));
  }

  sent(ids: readonly string[]): void {
    for (const id of ids) this.#all.delete(id);
  }

  lost(id: string, reason: UndeliveredReason): void {
    const item = this.#all.get(id);
    this.#all.delete(id);
    if (item) this.parts.log.fault(undelivered(item, reason));
  }

  /** The holder is gone. `never`: it certainly did not send them, so they wait in the outbox again. */
  settle(never: boolean): void {
    for (const [id, item] of this.#all) {
      if (!never) this.lost(id, 'unconfirmed');
      else if (this.#all.delete(id)) this.parts.outbox.put(item, this.channel, false);
    }
  }
}
