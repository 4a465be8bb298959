import { defer, Observable, type Subscription } from 'rxjs';
import type { SleepWatcher, Task } from '../clock';
import { ownError, type GatewaySocketError } from '../errors';
import { normalClosure, type CloseFrame } from './close-frame';
import type { Command } from './commands';
import type { EnvironmentSignal } from './environment';
import type { SessionOptions, SessionParts } from './session-options';
import type { Signal, SignalSink } from './signals';
import { Users } from './users';

type State = 'idle' | 'running' | 'failed' | 'closed';

/**
 * One connection for all users: opened with the first, and closed some time after the last. It is held back while the
 * page is suspended. After a fatal error it starts again when `resumeOn` emits.
 */
export class Session implements SleepWatcher {
  /** The subscribers that keep the connection open. */
  readonly users = new Users(() => this.#use());
  #state: State = 'idle';
  #failure: GatewaySocketError | undefined;
  #suspended = false;
  #connection: Subscription | undefined;
  #environment: Subscription | undefined;
  /** Lives as long as the users: a cold `resumeOn` is subscribed once for all of them. */
  #resuming: Subscription | undefined;
  #linger: Task | undefined;
  #pending = false;

  /** The close frame of an open connection. */
  closeFrame = normalClosure;

  constructor(
    /** Called at each start, so that an unused socket costs little memory. */
    private readonly connect: () => Observable<Signal>,
    private readonly options: SessionOptions,
    private readonly parts: SessionParts,
    private readonly sink: SignalSink,
  ) {
    parts.clock.watcher = this;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** `users.holdFor` for a request, which fails at once while the streams are kept after a fatal error. */
  holdForRequest<T>(reply$: Observable<T>): Observable<T> {
    return defer(() => {
      if (this.#state === 'failed' && this.#failure) throw this.#failure;
      return this.users.holdFor<T>((subscriber) => reply$.subscribe(subscriber));
    });
  }

  /** Whether messages wait in the outbox: like a user, they keep the connection open. */
  keepFor(pending: boolean): void {
    this.#pending = pending;
    this.#use();
  }

  reconnect(): void {
    // Overdue work may end the current attempt, which cancels an override.
    this.parts.clock.runOverdue();
    // While there is no attempt, the limits stay for a later one.
    if (this.#state === 'failed' || (this.#state === 'running' && !this.#suspended)) this.parts.pacing.override();
    this.#tryAgain('reconnect');
  }

  slept(): void {
    this.#give('slept');
  }

  close(frame: CloseFrame): void {
    this.closeFrame = frame;
    this.#give('stop');
    this.#stop('closed');
    this.users.complete();
  }

  #give(command: Command): void {
    if (this.#state === 'running') this.parts.commands.give(command);
  }

  #use(): void {
    if (this.#state === 'closed') return;
    const used = this.users.any || this.#pending;
    if (used) {
      this.parts.clock.cancel(this.#linger);
      this.#linger = undefined;
      if (this.#state === 'idle') this.#start();
    } else if (this.#state === 'failed' && this.options.resumeOn) this.#goIdle();
    else if (this.#state === 'running')
      this.#linger ??= this.parts.clock.after(this.options.linger, this, () => this.#goIdle());
  }

  #goIdle(): void {
    this.#give('stop');
    this.#stop('idle');
    this.sink.apply({ type: 'idle' });
  }

  #start(): void {
    this.#stop('running');
    this.parts.pacing.restart();
    // Before the connection: a value that is emitted at once must not restart it after a later failure.
    this.#resuming ??= this.options.resumeOn?.subscribe({ next: () => this.#tryAgain('resume'), error: ignore });
    // Before the first attempt: a state that is emitted at once, such as `offline`, applies to that attempt.
    const environment = this.options.environment.subscribe({ next: (signal) => this.#onHost(signal), error: ignore });
    if (this.#state !== 'running') environment.unsubscribe();
    if (!environment.closed) this.#environment = environment;
    if (this.#state === 'running' && !this.#suspended) this.#run();
  }

  #run(): void {
    this.#connection?.unsubscribe();
    new Observable<Signal>((subscriber) => {
      // Set before the subscription: an observer of the first step may end the connection.
      this.#connection = subscriber;
      return this.connect().subscribe(subscriber);
    }).subscribe(this);
  }

  // The observer of the connection.

  next(signal: Signal): void {
    try {
      this.sink.apply(signal);
    } catch (error) {
      // A new connection without its first messages is dropped; the open one beside it stays.
      if (signal.type === 'greeted' && signal.opened.rotated) signal.link.fail(error);
      else this.error(error);
    }
  }

  #stop(state: State): void {
    this.#state = state;
    this.#suspended = false;
    this.parts.pacing.offline.drop();
    this.#connection?.unsubscribe();
    this.#environment?.unsubscribe();
    this.parts.clock.cancelAll(this);
    this.#linger = undefined;
    if (state !== 'idle' && state !== 'closed') return;
    this.#resuming?.unsubscribe();
    this.#resuming = undefined;
  }

  error(thrown: unknown): void {
    const error = ownError(thrown);
    this.#stop('failed');
    this.#failure = error;
    const { all } = this.users;
    this.sink.apply({ type: 'failed', error });
    // An observer of `failed` may have restarted or closed the session.
    if (this.#state !== 'failed') return;
    // With `resumeOn` the failure is kept for the users, if there are any left.
    if (this.options.resumeOn && (this.users.any || this.#pending)) return;
    this.#stop('idle');
    this.users.error(error, all);
    // An observer of `failed` may have subscribed again.
    this.#use();
  }

  #tryAgain(command: 'reconnect' | 'resume'): void {
    if (this.#state === 'failed') this.#start();
    else this.#give(command);
  }

  #onHost(signal: EnvironmentSignal): void {
    const { clock, pacing } = this.parts;
    clock.runOverdue();
    if (signal === 'online' || signal === 'offline') pacing.report(signal);
    if (signal === 'suspend') this.#suspend();
    else if (signal === 'wake' && this.#suspended) this.#wakeUp();
    else if (!this.#suspended) this.#give(signal === 'wake' && clock.stall.judge(clock.now()) ? 'slept' : signal);
  }

  #suspend(): void {
    if (this.#suspended) return;
    this.#suspended = true;
    if (this.#state !== 'running') return;
    // Completes the connection, after the current transition if there is one.
    if (this.#connection?.closed === false) this.#give('suspend');
    else this.complete();
  }

  /** The connection ended because the page is suspended: it reports nothing after this. */
  complete(): void {
    this.sink.apply({ type: 'paused', reason: 'suspended' });
  }

  #wakeUp(): void {
    this.#suspended = false;
    if (this.#state !== 'running') return;
    this.parts.pacing.restart();
    this.#run();
  }
}

const ignore = (): void => undefined;
