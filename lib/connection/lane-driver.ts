import { Observable, type Subscriber } from 'rxjs';
import type { Clock, Task } from '../clock';
import type { Command, Commands } from './commands';
import type { FrameSink } from './incoming';
import type { Attempting, Lane } from './lane';
import type { LaneEffect } from './lane-effects';
import type { LaneInput } from './lane-inputs';
import { transition } from './lane-table';
import { LaneWork, type LaneWorkOptions, type LaneWorkOwner } from './lane-work';
import { deadlineOf, isCalm, routeOf, successorOf, type Lanes } from './lanes';
import type { Link } from './link';
import type { Openings } from './openings';
import { sameRoute, type SendRoute, type Signal } from './signals';
import type { TakeoverRule } from './takeover-rule';
import type { FrameKind } from './trust';

/** Options of {@link lanes}. */
export interface LanesOptions extends LaneWorkOptions {
  readonly rule: TakeoverRule;
  readonly commands: Commands;
  readonly openings: Openings;
  readonly sink: FrameSink;
  /** Whether the URL is on this machine, where it does not matter that the network is offline. */
  readonly isLocal: () => boolean;
}

/**
 * One connection at a time, and near its limits the next one next to it. Errors with a `Pause` when the only
 * connection, or the only attempt, has ended. Errors with what no retry can cure. Completes when the page is suspended.
 */
export function lanes(attempt$: Attempting, options: LanesOptions, clock: Clock): Observable<Signal> {
  return new Observable((subscriber) => {
    const driver = new LaneDriver(attempt$, options, clock, subscriber);
    options.commands.listen(driver);
    subscriber.add(driver);
    driver.feed({ type: 'begun' });
  });
}

/** Runs the table. Re-entrant inputs are queued until the current transition and its effects have finished. */
class LaneDriver implements LaneWorkOwner {
  #lanes: Lanes = { phase: 'starting', current: { id: 0 } };
  readonly #work: LaneWork;
  /** The queue of re-entrant inputs; `undefined` while no transition runs. */
  #inputs: LaneInput[] | undefined;
  /** Whether frames bypass the table and the comparison. */
  calm = false;
  #route: SendRoute | undefined;
  #deadline: Task | undefined;

  constructor(
    attempt$: Attempting,
    private readonly options: LanesOptions,
    private readonly clock: Clock,
    private readonly subscriber: Subscriber<Signal>,
  ) {
    this.#work = new LaneWork(attempt$, options, clock, subscriber, this);
  }

  get queued(): readonly LaneInput[] {
    return this.#inputs ?? [];
  }

  get pace(): SendRoute['pace'] {
    return routeOf(this.#lanes)?.pace ?? 'none';
  }

  /** Ends every connection, with the subscription. */
  unsubscribe(): void {
    this.options.commands.ignore(this);
    this.#work.end();
    this.clock.cancelAll(this);
    this.options.openings.disconnected();
  }

  onCommand(command: Command): void {
    const { commands, isLocal } = this.options;
    const wanted = commands.channel;
    this.clock.runOverdue();
    if (command === 'join' || command === 'reconnect') this.feed({ type: 'asked', why: command, wanted });
    else if (command === 'slept') this.feed({ type: 'asked', why: 'wake', wanted });
    else if (command === 'resume') this.feed({ type: 'resumed' });
    else if (command === 'suspend') this.feed({ type: 'suspended' });
    else if (command === 'stop') this.#take({ type: 'stopped' });
    else if (command === 'wake') this.#work.ping();
    else if (command === 'online' && !isLocal()) this.feed({ type: 'asked', why: 'wake', wanted, network: true });
  }

  received(lane: Lane, link: Link, data: unknown): void {
    const { sink } = this.options;
    if (this.calm) {
      sink.receive(data, link);
      return;
    }
    const frame = sink.frame(data, link);
    const pong = lane.keepAlive?.isPong(frame.type) === true;
    const next = this.#work.find(successorOf(this.#lanes, lane.id));
    // The answer to an own ping arrives on this connection only: its successor is not expected to receive it.
    const own = pong || (next !== undefined && lane.keepAlive?.takesAny === true);
    const kind: FrameKind = own ? 'pong' : frame.answer ? 'answer' : 'broadcast';
    lane.keepAlive?.received(pong);
    const compares = !pong && frame.answer !== 'certain' && (lane.compares || next?.copies !== undefined);
    const key = compares ? frame.key : undefined;
    const copy = key !== undefined && lane.isCopy(key, next, link.lastActive);
    // A frame without a key cannot be compared, so it counts as an echo.
    const echo = copy || (compares && key === undefined && lane.id === this.#lanes.current.id);
    this.feed({ type: 'frame', id: lane.id, kind, echo });
    frame.deliver(copy);
  }

  /** Runs a transition. An observer of an effect may feed another input: that one waits in the queue. */
  feed(input: LaneInput): void {
    if (this.#inputs) {
      this.#inputs.push(input);
      return;
    }
    this.#inputs = [input];
    try {
      for (let next = this.#inputs.shift(); next && !this.subscriber.closed; next = this.#inputs.shift()) {
        this.#take(next);
        this.settle();
      }
    } finally {
      this.#inputs = undefined;
    }
    this.#work.startAttempts();
  }

  #take(input: LaneInput): void {
    const { rule, openings } = this.options;
    const context = { now: this.clock.now(), rule, openings };
    const wasOpen = this.#lanes.phase !== 'starting';
    const [lanes, ...effects] = transition(this.#lanes, input, context);
    this.#lanes = lanes;
    if (wasOpen && lanes.phase === 'starting') openings.disconnected();
    for (const effect of effects) if (!this.subscriber.closed) this.#perform(effect);
  }

  /** Updates what depends on the lanes: the route of the sends, the nearest deadline, whether frames bypass the table. */
  settle(): void {
    if (this.subscriber.closed) return;
    const at = deadlineOf(this.#lanes);
    if (at !== (this.#deadline?.at ?? Infinity)) {
      this.clock.cancel(this.#deadline);
      this.#deadline = at < Infinity ? this.clock.at(at, this, () => this.#timeIsUp()) : undefined;
    }
    const current = this.#work.find(this.#lanes.current.id);
    this.calm = isCalm(this.#lanes) && current?.compares === false && current.keepAlive?.awaiting !== true;
    const route = routeOf(this.#lanes);
    if (sameRoute(route, this.#route)) return;
    this.#route = route;
    this.subscriber.next({ type: 'routed', route });
  }

  #timeIsUp(): void {
    this.#deadline = undefined;
    this.feed({ type: 'time' });
  }

  #perform(effect: LaneEffect): void {
    // The route is emitted again after a takeover: messages of its observers are sent after the messages that waited.
    if (effect.do === 'take over') this.#route = undefined;
    this.#work.perform(effect);
  }
}
