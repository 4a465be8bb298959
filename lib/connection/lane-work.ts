import type { Subscriber } from 'rxjs';
import type { Clock } from '../clock';
import { ownError } from '../errors';
import { Copies } from './copies';
import { deafHint } from './deaf-hints';
import type { AwaitedReplies } from './incoming';
import { Lane, type Attempting, type LaneOptions, type LaneOwner } from './lane';
import type { LaneEffect } from './lane-effects';
import { endWith, goOn } from './lane-endings';
import type { LaneInput } from './lane-inputs';
import type { Pacing } from './pacing';
import type { SendRoute, Signal } from './signals';
import { FORGET_AHEAD } from './takeover-rule';

/** Options of {@link LaneWork}. */
export interface LaneWorkOptions extends LaneOptions {
  readonly pacing: Pacing;
  readonly replies: AwaitedReplies;
}

/** Receives the inputs of the lanes. */
export interface LaneWorkOwner extends LaneOwner {
  /** The inputs that wait for the end of the current transition. */
  readonly queued: readonly LaneInput[];
  /** The pace of the sends, after the current transition. */
  readonly pace: SendRoute['pace'];
}

/** Owns the connections, and performs the effects of the table on them. */
export class LaneWork {
  // Replaced at each change, by `concat`: an array that grows reserves memory for sixteen.
  #all: readonly Lane[] = NONE;
  /** The lanes whose attempt is to be started. */
  #starting: readonly Lane[] = NONE;
  /** How many connections in a row were deaf since the last replacement that succeeded. */
  #deaf = 0;

  constructor(
    private readonly attempt$: Attempting,
    private readonly options: LaneWorkOptions,
    private readonly clock: Clock,
    private readonly subscriber: Subscriber<Signal>,
    private readonly owner: LaneWorkOwner,
  ) {}

  find(id: number | undefined): Lane | undefined {
    return this.#all.find((lane) => lane.id === id);
  }

  /** Pings every connection that has a keep-alive. */
  ping(): void {
    for (const lane of this.#all) lane.keepAlive?.ping();
  }

  /** Starts attempts. Called after the queue is empty, so that each step is reported before the next one begins. */
  startAttempts(): void {
    for (let [lane, ...others] = this.#starting; lane; [lane, ...others] = this.#starting) {
      this.#starting = others;
      if (this.#all.includes(lane)) lane.start(this.attempt$);
    }
  }

  end(): void {
    const lanes = this.#all;
    this.#all = NONE;
    for (const lane of lanes) lane.release();
  }

  perform(effect: LaneEffect): void {
    const { options, subscriber } = this;
    switch (effect.do) {
      case 'emit':
        subscriber.next(effect.signal);
        return;
      case 'rotating':
        options.pacing.rotating();
        subscriber.next({ type: 'rotating', why: effect.why });
        return;
      case 'take over':
        options.pacing.connected();
        subscriber.next({ type: 'routed', route: undefined });
        subscriber.next({ type: 'took over', opened: effect.lane.opened, pace: this.owner.pace });
        return;
      case 'goes on':
        goOn(effect.error, options.pacing, subscriber);
        return;
      case 'start over':
        options.pacing.startsOver();
        return;
      case 'deaf':
        subscriber.next({ type: 'fault', fault: { type: 'deaf', hint: deafHint(effect.hint, (this.#deaf += 1)) } });
        return;
      case 'complete':
        subscriber.complete();
        return;
      case 'fail':
        endWith(effect.error, options.pacing, subscriber, () => this.owner.queued);
        return;
      default:
        this.#performOn(this.#lane(effect.id), effect);
    }
  }

  #performOn(lane: Lane, effect: Extract<LaneEffect, { readonly id: number }>): void {
    switch (effect.do) {
      case 'start':
        this.#starting = [...this.#starting.filter((other) => other !== lane), lane];
        return;
      case 'retry':
        this.#retry(lane, effect.error);
        return;
      case 'drop':
        this.#drop(lane);
        return;
      case 'close':
        lane.link?.close(1_000, '');
        return;
      case 'ping':
        lane.keepAlive?.ping();
        return;
      case 'compare':
        lane.copies = new Copies();
        return;
      case 'taken over':
        lane.copies?.takenOver(this.clock.now());
        lane.copies?.forgetRepeatedAt(effect.until - FORGET_AHEAD);
        return;
      case 'closing':
        this.#deaf = 0;
        lane.copies?.forgetRepeated();
        return;
      case 'alone':
        lane.stopComparing();
        return;
      case 'swap back':
        lane.compareWithLost(this.#lane(effect.from));
        return;
      case 'await replies':
        if (lane.link) lane.awaitReplies(this.options.replies);
    }
  }

  #retry(lane: Lane, error: unknown): void {
    const { delay, faults } = this.options.pacing.failedBeside(ownError(error));
    // The `isFatal` of the application may have ended the connection.
    if (this.subscriber.closed) return;
    // Before the faults: a command from one of their observers may start another attempt.
    if (delay === undefined) this.owner.feed({ type: 'given up' });
    else lane.startAfter(delay, this.attempt$);
    for (const fault of faults) this.subscriber.next({ type: 'fault', fault });
  }

  #drop(lane: Lane): void {
    const { copies } = lane;
    this.#all = this.#all.filter((other) => other !== lane);
    lane.release();
    if (copies) for (const other of this.#all) other.forgetLost(copies);
  }

  #lane(id: number): Lane {
    const known = this.find(id);
    if (known) return known;
    const made = new Lane(id, this.owner, this.options, this.clock);
    this.#all = this.#all.concat(made);
    return made;
  }
}

const NONE: readonly Lane[] = [];
