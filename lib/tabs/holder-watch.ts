import type { Clock } from '../clock';
import type { TabHost } from './tab-host';

/** The methods that a watch calls. */
export interface WatchOwner {
  readonly role: 'out' | 'queued' | 'spare' | 'holder';
  /** Requests the state from the holder. */
  ask(): void;
  /** Calls back after everything that was sent to this page until now has arrived. */
  fence(passed: () => unknown): void;
  /** The holder does not answer. */
  silent(): void;
}

/** How often a visible page checks whether there is a holder, in ms. */
const ASK_EVERY = 2_000;

/** How long the holder may take to answer, in ms. The spare is the first to take its place. */
const PATIENCE = { spare: 2_000, queued: 4_500, out: undefined, holder: undefined };

/** Detects whether the holder of a connection is alive. */
export class HolderWatch {
  /** The time of the holder's last note, in ms of the clock. */
  lastNoteAt = -Infinity;
  #asking: object | undefined;

  constructor(
    private readonly owner: WatchOwner,
    private readonly host: TabHost,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.clock.after(ASK_EVERY, this, () => {
      this.start();
      if (this.owner.role !== 'holder' && this.host.visible()) this.owner.ask();
    });
  }

  /** The holder must answer within a time. */
  expectAnswer(): void {
    const { owner, clock } = this;
    const patience = PATIENCE[owner.role];
    if (this.#asking || patience === undefined) return;
    const asking = (this.#asking = {});
    const askedAt = clock.now();
    // A random part, so that not all tabs act at once.
    clock.after(patience * (1 + this.host.random() / 4), asking, () =>
      // If this page itself was stopped, the answer may be unread.
      owner.fence(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        if (this.lastNoteAt < askedAt) owner.silent();
      }),
    );
  }

  get expects(): boolean {
    return this.#asking !== undefined;
  }

  /** No answer is expected any more. */
  forget(): void {
    if (this.#asking) this.clock.cancelAll(this.#asking);
    this.#asking = undefined;
  }
}
