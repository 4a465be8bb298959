/** The part of the gateway's own error frame that is needed here. */
export interface ErrorFrame {
  readonly message: string;
  /** The connection that the refused message was sent on. */
  readonly connectionId: string;
}

/** A second id on the same link makes every id on it doubtful. */
const DOUBTED = Symbol('doubted');

/**
 * Finds the connection that an error frame is about. A browser does not get the id of its own connection, so the first
 * error frame on a link binds its id to that link. A backend may forward a text that looks like an error frame, with
 * the id of the connection that sent it. Such a text must not reject a request of another connection.
 */
export class ConnectionIds<Link> {
  readonly #ids = new Map<Link, string | typeof DOUBTED>();

  /** Whether an error frame that arrived on a link may be about that link. */
  isAbout(link: Link, { connectionId: id }: ErrorFrame): boolean {
    const known = this.#ids.get(link);
    if (known !== undefined) {
      if (known !== id) this.#ids.set(link, DOUBTED);
      return known === id;
    }
    if ([...this.#ids.values()].includes(id)) return false;
    this.#ids.set(link, id);
    return true;
  }

  /** Drops the ids of links that are gone. */
  forget(isLost: (link: Link) => boolean): void {
    for (const link of this.#ids.keys()) if (isLost(link)) this.#ids.delete(link);
  }
}
