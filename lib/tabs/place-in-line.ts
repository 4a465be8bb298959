import type { TabHost } from './tab-host';

type Lock = 'main' | 'spare';

/** Notified when the place of the page changes. */
export interface PlaceOwner {
  /** The page is the next one. */
  next(): void;
  /** The page runs the connection for all tabs. */
  hold(): void;
  /** The page does not run the connection any more, or is not the next one. `lost`: another page has taken a lock. */
  end(lost: boolean): void;
}

/**
 * The place of a page in the line for one connection. There are two locks. The page with `main` runs the connection.
 * The page with `spare` is the next one, and the only one that waits for `main`. All others wait for `spare`.
 */
export class PlaceInLine {
  /** `out`: it does not take part. */
  role: 'out' | 'queued' | 'spare' | 'holder' = 'out';
  /** Functions that release a lock, or stop to wait for it. */
  readonly #free: Partial<Record<Lock, () => void>> = {};

  constructor(
    private readonly name: string,
    private readonly host: Pick<TabHost, 'lock'>,
    private readonly owner: PlaceOwner,
  ) {}

  /** The page uses the connection from now on. */
  enter(): void {
    if (this.role === 'out') this.#queue(false);
  }

  /** The page does not use the connection any more, or is about to be stopped. */
  leave(): void {
    if (this.role !== 'out') this.#leave(false);
  }

  /**
   * The holder does not answer: the page takes its place. A page that is not the next one first becomes the next one.
   */
  push(): void {
    if (this.role === 'spare') this.#ask('main', true);
    if (this.role === 'queued') this.#queue(true);
  }

  /** Another page has taken a lock, or the browser has. */
  lose(): void {
    this.#leave(true);
  }

  #queue(urgent: boolean): void {
    this.role = 'queued';
    this.#ask('spare', urgent);
  }

  #ask(lock: Lock, steal: boolean): void {
    this.#free[lock]?.();
    let waits = true;
    const granted = () => waits && this.#granted(lock, steal);
    const lost = () => waits && this.lose();
    const free = this.host.lock(`${this.name} ${lock}`, steal, granted, lost);
    this.#free[lock] = () => {
      waits = false;
      free();
    };
  }

  #granted(lock: Lock, urgent: boolean): void {
    if (lock === 'main') {
      this.role = 'holder';
      this.owner.hold();
      this.#free.spare?.();
      return;
    }
    this.role = 'spare';
    this.#ask('main', urgent);
    if (!urgent) this.owner.next();
  }

  #leave(lost: boolean): void {
    this.role = 'out';
    this.owner.end(lost);
    this.#free.main?.();
    this.#free.spare?.();
  }
}
