import type { Clock, Task } from './clock';
import type { EventWatcher } from './event-log';
import type { Fault, SocketEvent } from './events';
import { printable } from './foreign-error';
import type { Logger, LogLevel } from './log-level';
import { errorText, hintOf, kindOf, withoutSecrets, type Topic } from './log-lines';
import { unknownOptions } from './log-options';
import { TypeWatch, type TypeWatcher, type WatchedRouter } from './log-types';
import { OPTIONS } from './settings';
import { detail, numbered } from './text';

/** The streams of a socket, as far as the log needs them. */
interface WatchedStreams {
  /** Whether any of them has a subscriber. */
  readonly observed: boolean;
}

/** A part that reports to the log. */
interface Watched<Watcher> {
  watcher: Watcher | undefined;
}

/** The users of a socket, as far as the log needs them. */
interface WatchedUsers extends Watched<LateWatcher> {
  /** Whether any of them receives the errors of the connection. */
  readonly receiveErrors: boolean;
}

/** Notified of calls after `close()`. */
interface LateWatcher {
  late(what: 'a subscription'): void;
}

/** How long only streams that open no connection may be subscribed before a warning, in ms. */
const UNUSED_AFTER = 5_000;

/**
 * Prints problems that would otherwise be silent, each kind once. It only watches a socket: without it the socket
 * behaves the same.
 */
export class SocketLog {
  #printed: Set<string> | undefined;
  #unused: Task | undefined;
  /** Whether anything has happened to the connection yet. */
  #used = false;
  #closed = false;
  #users: WatchedUsers | undefined;
  #router: WatchedRouter | undefined;
  #types: TypeWatch | undefined;

  constructor(
    private readonly level: LogLevel,
    private readonly clock: Clock,
    /** Whether there is a `resumeOn`, which keeps the streams after a fatal error. */
    private readonly resumes: boolean,
  ) {}

  /** Begins to watch the parts of a socket. */
  watch(log: Watched<EventWatcher>, router: WatchedRouter & Watched<TypeWatcher>, users: WatchedUsers): void {
    log.watcher = this;
    router.watcher = this;
    users.watcher = this;
    this.#router = router;
    this.#users = users;
  }

  /** Reports options that do not exist. */
  checkNames(config: object): void {
    guarded(() => {
      for (const text of unknownOptions(OPTIONS, config)) this.#warn('option', text);
    });
  }

  /** @param observed whether the application receives the faults */
  event(event: SocketEvent, observed: boolean): void {
    this.#debug(event);
    this.#used = true;
    this.clock.cancel(this.#unused);
    if (event.type === 'closed') this.#closed = true;
    // It is not a fault, because it is retried and its cause is not available.
    if (event.type === 'ended' && event.error.kind === 'timeout' && !observed)
      this.#once(
        'timeout',
        () => '',
        () => errorText(event.error),
      );
    if (event.type === 'failed' && (this.resumes || !this.#users?.receiveErrors))
      this.#once(
        'failed',
        () => event.error.kind,
        () => `${errorText(event.error)}${this.resumes ? RESUMES : ENDED}`,
      );
  }

  /** @param observed whether the application receives the faults */
  fault(fault: Fault, observed: boolean): void {
    this.#debug(fault);
    if (!observed)
      this.#once(
        fault.type,
        () => kindOf(fault),
        () => hintOf(fault),
      );
  }

  /** Called with the types of a new subscriber. */
  subscribed(types: Iterable<string>): void {
    if (!this.#router) return;
    this.#types ??= new TypeWatch(this.#router, (text) => this.#warn('on', text));
    this.#types.subscribed(types);
  }

  /** Called when a stream that opens no connection has a new subscriber. */
  watched(streams: WatchedStreams): void {
    if (this.#closed) this.late('a subscription');
    if (this.#used || this.#unused) return;
    this.#unused = this.clock.after(UNUSED_AFTER, this, () => {
      this.#unused = undefined;
      if (streams.observed)
        this.#once(
          'unused',
          () => '',
          () => UNUSED,
        );
    });
  }

  /** Called when the socket is used after `close()`. */
  late(what: 'a subscription' | 'send()'): void {
    this.#once(
      'closed',
      () => what,
      () => `${what} ${LATE}`,
    );
  }

  /** Whether a frame without a subscriber is an error frame of the gateway. */
  isErrorFrame(data: unknown): boolean {
    return typeof data === 'string' && data.length < 500 && data.includes('"connectionId"');
  }

  #once(topic: Topic, kind: () => string, text: () => string): void {
    guarded(() => {
      const printed = (this.#printed ??= new Set());
      const key = `${topic} ${kind()}`;
      if (printed.has(key)) return;
      printed.add(key);
      this.#warn(topic, text());
    });
  }

  #warn(topic: Topic, text: string): void {
    this.#print(
      'warn',
      `${NAME} ${topic}: ${printable(withoutSecrets(text))}${detail` (docs/troubleshooting.md#${topic})`}`,
    );
  }

  #debug(what: SocketEvent | Fault): void {
    if (this.level !== 'warn') this.#print('debug', NAME, what);
  }

  #print(method: keyof Logger, ...data: readonly unknown[]): void {
    guarded(() => {
      // The console is read at each call, so that a spy that is set later works.
      const logger = typeof this.level === 'object' ? this.level : console;
      logger[method](...data);
    });
  }
}

/**
 * Errors while printing are ignored: a host without a console, a console that throws, or an error of the application
 * with a getter.
 */
function guarded(print: () => void): void {
  try {
    print();
  } catch {
    // The line is not printed.
  }
}

const NAME = '[rx-gateway-socket]';

const UNUSED = numbered`nothing opens the connection: status$, opened$, events$ and faults$ only watch. Subscribe to messages$ or on(), or call connect().`;

const LATE = numbered`came after close(), which is final. A component or an effect that ends must unsubscribe instead.`;

const RESUMES = detail` Nothing is tried until resumeOn emits or reconnect() is called.`;
const ENDED = detail` Nothing is tried until the next connect() or subscription.`;
