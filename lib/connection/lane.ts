import { Observable, type Subscription } from 'rxjs';
import type { Clock } from '../clock';
import type { ConnectionError } from '../errors';
import { Copies, COPY_WINDOW } from './copies';
import type { AwaitedReplies } from './incoming';
import { KeepAlive, type KeepAliveOptions, type KeepAliveWatcher } from './keep-alive';
import type { LaneInput } from './lane-inputs';
import { Link, type LinkReader } from './link';
import { whenRotationIsDue, type Lead, type TimeLimits } from './rotation-due';
import type { AttemptSignal, HoldSignal } from './signals';

/** What one attempt brings: its steps, what it waits for, and the link of the open connection. */
export type Attempting = Observable<AttemptSignal | HoldSignal | Link>;

/** What one connection at work is made of. */
export interface LaneOptions {
  readonly keepAlive: KeepAliveOptions | undefined;
  readonly limits: TimeLimits;
  /** How long before the limits a connection is replaced; left out to wait for the server to close it. */
  readonly lead: Lead | undefined;
}

/** Takes what happens to a lane. */
export interface LaneOwner {
  feed(input: LaneInput): void;
  received(lane: Lane, link: Link, data: unknown): void;
  /** Something has changed that the table does not hold. */
  settle(): void;
}

const HOUR = 3_600_000;

/** One connection at work, from the first step of its attempt on. */
export class Lane implements LinkReader, KeepAliveWatcher {
  keepAlive: KeepAlive | undefined;
  /** Once it is open. */
  link: Link | undefined;
  /** Finds the copies of what the predecessor brings, from the creation of the socket until none can be under way. */
  copies: Copies | undefined;
  /** Find the copies of what successors brought that were lost, for one window each. */
  #lost: Set<Copies> | undefined;
  /** The attempt, then the socket. Unsubscribing it closes. */
  #life: Subscription | undefined;

  constructor(
    readonly id: number,
    private readonly owner: LaneOwner,
    private readonly options: LaneOptions,
    private readonly clock: Clock,
  ) {}

  /** Begins an attempt, anew where one has begun. */
  start(attempt$: Attempting): void {
    this.release();
    new Observable<AttemptSignal | HoldSignal | Link>((attempt) => {
      // Before it begins: the observer of its first step may end it there.
      this.#life = attempt;
      return attempt$.subscribe(attempt);
    }).subscribe(this);
  }

  startAfter(delay: number, attempt$: Attempting): void {
    this.release();
    this.clock.after(delay, this, () => this.start(attempt$));
  }

  /** Lets go of the attempt or the socket. */
  release(): void {
    this.clock.cancelAll(this);
    this.keepAlive?.stop();
    if (this.link) this.link.reader = undefined;
    this.keepAlive = this.link = this.copies = this.#lost = undefined;
    this.#life?.unsubscribe();
  }

  // What its attempt brings.

  next(value: AttemptSignal | HoldSignal | Link): void {
    const { id, owner } = this;
    if (value instanceof Link) this.#opened(value);
    else if (value.type === 'waiting' || value.type === 'paused') owner.feed({ type: 'held', id, signal: value });
    else owner.feed({ type: 'step', id, signal: value });
  }

  error(error: unknown): void {
    this.owner.feed({ type: 'ended', id: this.id, error });
  }

  // What its link and its keep-alive bring.

  receive(data: unknown): void {
    if (this.link) this.owner.received(this, this.link, data);
  }

  wrote(): void {
    this.owner.feed({ type: 'wrote', id: this.id });
  }

  pinged(): void {
    this.owner.settle();
  }

  proven(): void {
    this.owner.feed({ type: 'proven', id: this.id });
  }

  unresponsive(error: ConnectionError, deaf: string | undefined): void {
    this.owner.feed({ type: 'ended', id: this.id, error, deaf });
  }

  #opened(link: Link): void {
    const { id, owner, clock, options } = this;
    const { keepAlive, lead, limits } = options;
    this.link = link;
    link.reader = this;
    owner.feed({ type: 'opened', id, link });
    // The observer of the opening may have ended it.
    if (this.link !== link) return;
    if (keepAlive) this.keepAlive = new KeepAlive(link, keepAlive, clock, this);
    if (!lead || (limits.idle === Infinity && limits.age === Infinity)) {
      this.#tick();
      return;
    }
    whenRotationIsDue(link, limits, lead, { clock, owner: this, due: (why) => owner.feed({ type: 'due', id, why }) });
  }

  /** `answered` is fed when no reply is awaited on it any more. */
  awaitReplies(replies: AwaitedReplies): void {
    const { link, id, owner } = this;
    if (link) this.#life?.add(replies.whenAnswered(link, () => owner.feed({ type: 'answered', id })));
  }

  /** Keeps the clock running, which finds a sleep only while there is a deadline. */
  #tick(): void {
    this.clock.after(HOUR, this, () => this.#tick());
  }

  // Which of its frames are copies.

  /** Whether what it brings may be a copy of another connection's frame. */
  get compares(): boolean {
    return this.copies !== undefined || this.#lost !== undefined;
  }

  /** Whether a frame is a copy. Every pair of connections takes note of it, since the next one may bring it as well. */
  isCopy(key: string, successor: Lane | undefined, now: number): boolean {
    let copy = false;
    for (const gone of this.#lost ?? []) copy = gone.isCopy('old', key, now) || copy;
    if (this.copies) copy = this.copies.isCopy('new', key, now) || copy;
    if (successor?.copies) copy = successor.copies.isCopy('old', key, now) || copy;
    return copy;
  }

  /** The predecessor is gone: copies of what it brought are under way for one more window. */
  stopComparing(): void {
    const { copies } = this;
    if (!copies) return;
    copies.forgetRepeated();
    this.clock.after(COPY_WINDOW, this, () => {
      if (this.copies === copies) this.copies = undefined;
      this.owner.settle();
    });
  }

  /** Compares with what a lost successor brings while it is read, and for one window after that. */
  compareWithLost({ copies }: Lane): void {
    if (copies) (this.#lost ??= new Set()).add(copies);
  }

  /** A lost successor brings nothing more. */
  forgetLost(copies: Copies): void {
    const lost = this.#lost;
    if (!lost?.has(copies)) return;
    this.clock.after(COPY_WINDOW, this, () => {
      lost.delete(copies);
      if (lost.size === 0) this.#lost = undefined;
      this.owner.settle();
    });
  }
}
