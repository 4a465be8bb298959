import type { Clock } from '../clock';
import type { TabHost } from './tab-host';

/** Is asked what a watch needs. */
export interface WatchOwner {
  readonly role: 'out' | 'queued' | 'spare' | 'holder';
  /** Asks the holder for the state. */
  ask(): void;
  /** Calls back after everything that was sent to this page until now has arrived. */
  fence(passed: () => unknown): void;
  /** The holder does not answer. */
  silent(): void;
}

/** How often a page that can be seen asks whether there is a holder, in ms. */
const ASK_EVERY = 2_000;

/** How long the holder may take to answer, in ms. The spare is the first that takes its place. */
const PATIENCE = { spare: 2_000, queued: 4_500, out: undefined, holder: undefined };

/** Finds out whether the holder of a connection is alive. */
export class HolderWatch {
  /** When the last note of a holder came, in ms of the clock. */
  heardAt = -Infinity;
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

  /** The holder was asked, and has a time to answer. */
  expectAnswer(): void {
    const { owner, clock } = this;
    const patience = PATIENCE[owner.role];
    if (this.#asking || patience === undefined) return;
    const asking = (this.#asking = {});
    const askedAt = clock.now();
    // Not all tabs at once.
    clock.after(patience * (1 + this.host.random() / 4), asking, () =>
      // If this page was stopped itself, the answer may not be read yet.
      owner.fence(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        if (this.heardAt < askedAt) owner.silent();
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
