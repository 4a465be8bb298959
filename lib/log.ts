import { isFunction, isRecord, must } from './checks';
import type { Clock, Task } from './clock';
import type { EventPrinter } from './event-log';
import type { Fault, SocketEvent } from './events';
import { errorText, hintOf, kindOf, withoutSecrets } from './log-lines';
import { unknownOptions } from './log-options';
import { TypeWatch, type WatchedRouter } from './log-types';

/** Receives what is printed: the console, or an object of the application. */
export interface Logger {
  /** Receives one text for each problem. */
  readonly warn: (...data: readonly unknown[]) => void;
  /** Receives a name and an object, for each event and fault. */
  readonly debug: (...data: readonly unknown[]) => void;
}

/** The option `log`, without what prints nothing. */
export type LogLevel = 'warn' | 'debug' | Logger;

/** The streams of a socket, as far as the log needs them. */
interface WatchedStreams {
  /** Whether any of them has a subscriber. */
  readonly observed: boolean;
}

/** The users of a socket, as far as the log needs them. */
interface WatchedUsers {
  /** Whether any of them receives the errors of the connection. */
  readonly receiveErrors: boolean;
  /** Called for a user that comes after the end. */
  late: (() => void) | undefined;
}

/** How long streams may be watched with nothing that opens the connection, in ms. */
const UNUSED_AFTER = 5_000;

/** The option `log`, checked. */
export function resolveLog(log: unknown = 'warn'): LogLevel | false {
  const known = log === 'warn' || log === 'debug' || log === false || isLogger(log);
  must(known, 'log', "'warn', 'debug', false or an object with the functions warn and debug", log);
  return log;
}

function isLogger(value: unknown): value is Logger {
  return isRecord(value) && isFunction(value.warn) && isFunction(value.debug);
}

/**
 * Prints what would otherwise fail in silence, each kind of problem once. It watches a socket from outside: without it
 * the socket does the same.
 */
export class SocketLog {
  #printed: Set<string> | undefined;
  #unused: Task | undefined;
  /** Whether anything has happened to the connection yet. */
  #used = false;
  #closed = false;
  #users: WatchedUsers | undefined;

  constructor(
    private readonly level: LogLevel,
    private readonly clock: Clock,
    /** Whether there is a `resumeOn`, which keeps the streams after a fatal error. */
    private readonly resumes: boolean,
  ) {}

  /** Begins to watch the parts of a socket. */
  watch(log: { printer: EventPrinter | undefined }, router: WatchedRouter, users: WatchedUsers): void {
    log.printer = this;
    router.watch = new TypeWatch(router, (text) => this.#warn('on', text));
    users.late = () => this.late('a subscription');
    this.#users = users;
  }

  /** Reports options that do not exist. */
  checkNames(config: object): void {
    try {
      for (const text of unknownOptions(config)) this.#warn('option', text);
    } catch {
      // A getter or a Proxy of the application threw.
    }
  }

  event(event: SocketEvent): void {
    this.#debug(event);
    this.#used = true;
    this.clock.cancel(this.#unused);
    if (event.type === 'closed') this.#closed = true;
    // It is no fault, because it is retried and its cause is not known.
    if (event.type === 'ended' && event.error.kind === 'timeout') this.#once('timeout', '', errorText(event.error));
    if (event.type === 'failed' && (this.resumes || !this.#users?.receiveErrors))
      this.#once('failed', event.error.kind, `${errorText(event.error)} ${this.resumes ? RESUMES : ENDED}`);
  }

  /** @param observed whether the application receives it */
  fault(fault: Fault, observed: boolean): void {
    this.#debug(fault);
    if (!observed) this.#once(fault.type, kindOf(fault), () => hintOf(fault));
  }

  /** A stream that opens no connection has a new subscriber. */
  watched(streams: WatchedStreams): void {
    if (this.#closed) this.late('a subscription');
    if (this.#used || this.#unused) return;
    this.#unused = this.clock.after(UNUSED_AFTER, this, () => {
      this.#unused = undefined;
      if (streams.observed) this.#once('unused', '', UNUSED);
    });
  }

  /** The socket is used after `close()`. */
  late(what: 'a subscription' | 'send()'): void {
    this.#once('closed', what, `${what} ${LATE}`);
  }

  /** Whether a frame that has no subscriber is an error frame of the gateway. */
  isErrorFrame(data: unknown): boolean {
    return typeof data === 'string' && data.length < 500 && data.includes('"connectionId"');
  }

  #once(topic: string, kind: string, text: string | (() => string)): void {
    const printed = (this.#printed ??= new Set());
    const key = `${topic} ${kind}`;
    if (printed.has(key)) return;
    printed.add(key);
    this.#warn(topic, typeof text === 'string' ? text : text());
  }

  /** @param topic a heading of docs/troubleshooting.md */
  #warn(topic: string, text: string): void {
    this.#print('warn', `${NAME} ${topic}: ${withoutSecrets(text)} (docs/troubleshooting.md#${topic})`);
  }

  #debug(what: SocketEvent | Fault): void {
    if (this.level !== 'warn') this.#print('debug', NAME, what);
  }

  /** The console is looked up at each call, so that a spy that is set later works. */
  #print(method: keyof Logger, ...data: readonly unknown[]): void {
    try {
      const logger = typeof this.level === 'object' ? this.level : console;
      logger[method](...data);
    } catch {
      // A host without a console, or one that throws, must not disturb the connection.
    }
  }
}

const NAME = '[rx-gateway-socket]';

const UNUSED =
  'nothing opens the connection: status$, opened$, events$ and faults$ only watch. Subscribe to messages$ or on(), or call connect().';

const LATE = 'came after close(), which is final. A component or an effect that ends must unsubscribe instead.';

const RESUMES = 'Nothing is tried until resumeOn emits or reconnect() is called.';
const ENDED = 'Nothing is tried until connect() is called again.';
