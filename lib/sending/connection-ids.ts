/** What the gateway answers where no handler does. */
export interface ErrorFrame {
  readonly message: string;
  /** The connection that the refused message was sent on. */
  readonly connectionId: string;
}

/** The second id that came on a link makes every later one doubtful. */
const DOUBTED = Symbol('doubted');

/**
 * Which connection an error frame is about. A browser is not given the id of its own connection, so the first error frame
 * on a link binds its id to that link. A backend may pass on a text that looks like an error frame, with the id of the
 * connection that sent it: such a text must reject no request of another.
 */
export class ConnectionIds<Link> {
  readonly #ids = new Map<Link, string | typeof DOUBTED>();

  /** Whether an error frame that came on a link may be about that link. */
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

  /** Lets go of links that are gone. */
  forget(isLost: (link: Link) => boolean): void {
    for (const link of this.#ids.keys()) if (isLost(link)) this.#ids.delete(link);
  }
}
