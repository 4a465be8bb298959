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

/** The signals of one attempt: its steps, its waits, and the link of the open connection. */
export type Attempting = Observable<AttemptSignal | HoldSignal | Link>;

/** Options of a {@link Lane}. */
export interface LaneOptions {
  readonly keepAlive: KeepAliveOptions | undefined;
  readonly limits: TimeLimits;
  /** How long before the limits a connection is replaced; `undefined` to wait until the server closes it. */
  readonly lead: Lead | undefined;
}

/** Receives the inputs and the frames of a lane. */
export interface LaneOwner {
  /** Whether no frame and no message can change anything. */
  readonly calm: boolean;
  feed(input: LaneInput): void;
  received(lane: Lane, link: Link, data: unknown): void;
  /** A state outside of the table has changed: a ping is awaited, or a comparison is over. */
  settle(): void;
}

const HOUR = 3_600_000;

/** One connection, starting with the first step of its attempt. */
export class Lane implements LinkReader, KeepAliveWatcher {
  keepAlive: KeepAlive | undefined;
  /** Set once it is open. */
  link: Link | undefined;
  /** Finds duplicates of the predecessor's frames, from the creation of the socket until none can arrive any more. */
  copies: Copies | undefined;
  /** These find duplicates of the frames of lost successors, each for one window after the loss. */
  #lost: Set<Copies> | undefined;
  /** The attempt, then the socket. Unsubscribing it closes. */
  #life: Subscription | undefined;

  constructor(
    readonly id: number,
    private readonly owner: LaneOwner,
    private readonly options: LaneOptions,
    private readonly clock: Clock,
  ) {}

  /** Starts an attempt, or restarts it. */
  start(attempt$: Attempting): void {
    this.release();
    new Observable<AttemptSignal | HoldSignal | Link>((attempt) => {
      // Set before the subscription: an observer of the first step may end the attempt.
      this.#life = attempt;
      return attempt$.subscribe(attempt);
    }).subscribe(this);
  }

  startAfter(delay: number, attempt$: Attempting): void {
    this.release();
    this.clock.after(delay, this, () => this.start(attempt$));
  }

  /** Releases the attempt or the socket. */
  release(): void {
    this.clock.cancelAll(this);
    this.keepAlive?.stop();
    if (this.link) this.link.reader = undefined;
    this.keepAlive = this.link = this.copies = this.#lost = undefined;
    this.#life?.unsubscribe();
  }

  // The observer of the attempt.

  next(value: AttemptSignal | HoldSignal | Link): void {
    const { id, owner } = this;
    if (value instanceof Link) this.#opened(value);
    else if (value.type === 'waiting' || value.type === 'paused') owner.feed({ type: 'held', id, signal: value });
    else owner.feed({ type: 'step', id, signal: value });
  }

  error(error: unknown): void {
    this.owner.feed({ type: 'ended', id: this.id, error });
  }

  // The reader of the link, and the watcher of the keep-alive.

  receive(data: unknown): void {
    if (this.link) this.owner.received(this, this.link, data);
  }

  wrote(): void {
    if (!this.owner.calm) this.owner.feed({ type: 'wrote', id: this.id });
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
    // An observer of the opening may have ended the connection.
    if (this.link !== link) return;
    if (keepAlive) this.keepAlive = new KeepAlive(link, keepAlive, clock, this);
    if (!lead || (limits.idle === Infinity && limits.age === Infinity)) {
      this.#tick();
      return;
    }
    whenRotationIsDue(link, limits, lead, { clock, owner: this, due: (why) => owner.feed({ type: 'due', id, why }) });
  }

  /** Feeds `answered` when no reply is awaited on this lane any more. */
  awaitReplies(replies: AwaitedReplies): void {
    const { link, id, owner } = this;
    if (link) this.#life?.add(replies.whenAnswered(link, () => owner.feed({ type: 'answered', id })));
  }

  /** Keeps the clock running, which finds a sleep only while there is a deadline. */
  #tick(): void {
    this.clock.after(HOUR, this, () => this.#tick());
  }

  // The comparison with other lanes.

  /** Whether its frames may be duplicates of another connection's frames. */
  get compares(): boolean {
    return this.copies !== undefined || this.#lost !== undefined;
  }

  /**
   * Whether a frame is a duplicate. It is recorded for every pair of connections, because the successor may receive it
   * too.
   */
  isCopy(key: string, successor: Lane | undefined, now: number): boolean {
    let copy = false;
    for (const gone of this.#lost ?? []) copy = gone.isCopy('old', key, now) || copy;
    if (this.copies) copy = this.copies.isCopy('new', key, now) || copy;
    if (successor?.copies) copy = successor.copies.isCopy('old', key, now) || copy;
    return copy;
  }

  /** The predecessor is gone: duplicates of its frames may arrive for one more window. */
  stopComparing(): void {
    const { copies } = this;
    if (!copies) return;
    copies.forgetRepeated();
    this.clock.after(COPY_WINDOW, this, () => {
      if (this.copies === copies) this.copies = undefined;
      this.owner.settle();
    });
  }

  /** Compares with the frames of a lost successor while it is read, and for one window after that. */
  compareWithLost({ copies }: Lane): void {
    if (copies) (this.#lost ??= new Set()).add(copies);
  }

  /** A lost successor is not read any more. */
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
