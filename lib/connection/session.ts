import { defer, Observable, type Subscription } from 'rxjs';
import type { Clock, SleepWatcher, Task } from '../clock';
import { ownError, type GatewaySocketError } from '../errors';
import { normalClosure, type CloseFrame } from './close-frame';
import type { Command, Commands } from './commands';
import type { EnvironmentSignal } from './environment';
import type { Pacing } from './pacing';
import type { Signal, SignalSink } from './signals';
import { Users } from './users';

/** What a session stands on. */
export interface SessionParts {
  readonly clock: Clock;
  readonly commands: Commands;
  readonly pacing: Pacing;
}

/** The options of a session. */
export interface SessionOptions {
  /** What the host reports. Its completion and its errors change nothing. */
  readonly environment: Observable<EnvironmentSignal>;
  /** Emits when a fatal error may be cured. */
  readonly resumeOn: Observable<unknown> | undefined;
  /** ms that the connection outlives its last user. */
  readonly linger: number;
}

type State = 'idle' | 'running' | 'failed' | 'closed';

/**
 * One connection for all users: opened with the first, closed some time after the last, held back while the page is
 * suspended, and started again after a fatal error, when `resumeOn` emits.
 */
export class Session implements SleepWatcher {
  /** What holds the connection open. */
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

  /** What an open connection is closed with. */
  closeFrame = normalClosure;

  constructor(
    /** Made anew with each use: a socket that is not used yet costs little. */
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

  /** Something waits to be sent: a connection is needed as by a user. */
  keepFor(pending: boolean): void {
    this.#pending = pending;
    this.#use();
  }

  reconnect(): void {
    this.parts.pacing.limit.override();
    if (this.#state === 'failed') this.#start();
    else this.#give('reconnect');
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
    } else if (this.#state === 'failed') this.#goIdle();
    else if (this.#state !== 'idle')
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
    // First, so that a current value has gone by before the connection can fail.
    this.#resuming ??= this.options.resumeOn?.subscribe({ next: () => this.#resume(), error: ignore });
    // What is known at once is known before the first attempt.
    const environment = this.options.environment.subscribe({ next: (signal) => this.#heard(signal), error: ignore });
    if (this.#state !== 'running') environment.unsubscribe();
    if (!environment.closed) this.#environment = environment;
    if (this.#state === 'running' && !this.#suspended) this.#run();
  }

  #run(): void {
    new Observable<Signal>((subscriber) => {
      // Before it begins: the observer of its first step may end it there.
      this.#connection = subscriber;
      return this.connect().subscribe(subscriber);
    }).subscribe(this);
  }

  // What its connection brings.

  next(signal: Signal): void {
    try {
      this.sink.apply(signal);
    } catch (error) {
      this.error(error);
    }
  }

  #stop(state: State): void {
    this.#state = state;
    this.#suspended = this.parts.commands.offline = false;
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
    this.sink.apply({ type: 'failed', error });
    // The observer of the failure may have started it again, or ended it.
    if (this.options.resumeOn || this.#state !== 'failed') return;
    this.#stop('idle');
    this.users.error(error);
  }

  #resume(): void {
    if (this.#state === 'failed') this.#start();
    else this.#give('resume');
  }

  #heard(signal: EnvironmentSignal): void {
    this.parts.clock.runOverdue();
    if (signal === 'online' || signal === 'offline') this.parts.commands.offline = signal === 'offline';
    if (signal === 'suspend') this.#suspend();
    else if (signal === 'wake' && this.#suspended) this.#wakeUp();
    else if (!this.#suspended) this.#give(signal);
  }

  #suspend(): void {
    if (this.#suspended) return;
    this.#suspended = true;
    if (this.#state !== 'running') return;
    this.sink.apply({ type: 'paused', reason: 'suspended' });
    // Which completes the connection, after the transition that it may be in.
    this.#give('suspend');
    this.parts.pacing.restart();
  }

  #wakeUp(): void {
    this.#suspended = false;
    if (this.#state === 'running') this.#run();
  }
}

const ignore = (): void => undefined;
