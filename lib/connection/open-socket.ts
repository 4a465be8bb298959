import { Observable, type Subscriber, type Subscription } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import type { Clock } from '../clock';
import { ConfigError, type ConnectionErrorKind } from '../errors';
import { numbered } from '../text';
import type { CloseFrame } from './close-frame';
import { endingOf, type CloseEventLike } from './endings';
import { Link, type WebSocketLike } from './link';

/** A constructor of WebSockets, such as the global one and that of the package `ws`. */
export type WebSocketCtor = new (url: string) => WebSocketLike;

/** How a socket is opened. */
export interface OpenSocketOptions {
  readonly WebSocketCtor: WebSocketCtor | undefined;
  /** The longest wait for the socket to open, in ms. */
  readonly openTimeout: number;
  /** The close frame for an open socket that is released. */
  readonly closeFrame: () => CloseFrame;
}

/**
 * An open connection that fails errors first, and reports its code in the close event right after; this is the time
 * limit for that event. One that never opened has no code but 1006, and from Node 22 no close event.
 */
const CLOSE_EVENT_GRACE = 1_000;

/** The longest wait for the answer to a close, in ms, if the host can end a socket without it. `ws` waits 30 s. */
const CLOSE_TIMEOUT = 2_000;

const OPEN = 1;
const CLOSING = 2;

/**
 * One socket, from its creation to its end. It emits its link when it is open, and errors with one `ConnectionError`
 * for any ending, including a clean close. It never completes by itself. Unsubscribing closes the socket and releases
 * it at once, however long the close may take.
 *
 * @param token the token in the URL: it is removed from the reason of a close
 */
export function openSocket(url: string, options: OpenSocketOptions, clock: Clock, token?: string): Observable<Link> {
  return new Observable<Link>((subscriber) => {
    // The function that returned the URL may have ended the attempt.
    if (subscriber.closed) return;
    const Ctor = options.WebSocketCtor ?? globalWebSocket();
    if (Ctor) new Opening(subscriber, Ctor, url, token, options, clock);
    else subscriber.error(new ConfigError('WebSocketCtor', NO_WEBSOCKET));
  });
}

const NO_WEBSOCKET = numbered`there is no global WebSocket here: pass one, as \`import WebSocket from 'ws'\`.`;

function globalWebSocket(): WebSocketCtor | undefined {
  return typeof WebSocket === 'undefined' ? undefined : WebSocket;
}

/**
 * Wraps one `webSocket()` subject, which is subscribed once and dropped with the connection. This corrects the
 * subject's own behaviour. A clean close would complete it. A failure arrives as a bare event, and its code only in a
 * later event. A constructor that throws (with the URL in its message) causes no close event.
 */
class Opening {
  #socket: WebSocketLike | undefined;
  #link: Link | undefined;
  #termination: Subscription | undefined;

  constructor(
    private readonly subscriber: Subscriber<Link>,
    Ctor: WebSocketCtor,
    url: string,
    private readonly token: string | undefined,
    private readonly options: OpenSocketOptions,
    private readonly clock: Clock,
  ) {
    // Added first, as teardowns run in this order: the webSocket() subject itself would close without a code.
    subscriber.add(this);
    clock.after(options.openTimeout, this, () => this.#end('timeout'));
    const subject = webSocket<unknown>({
      url,
      WebSocketCtor: this.#keeping(Ctor),
      openObserver: { next: () => this.#opened() },
      closeObserver: { next: (event) => this.#end(this.#link ? 'lost' : 'refused', event) },
      // Leaves the frame as it is: an error in here would close the socket for every subscriber.
      deserializer,
    });
    // This object is the observer of the frames.
    subscriber.add(subject.subscribe(this));
  }

  next(data: unknown): void {
    // No frame arrives before the socket is open.
    this.#link?.receive(data);
  }

  error(): void {
    // No more events follow for a socket that never opened, whether its constructor threw or its handshake failed.
    if (this.#link) this.clock.after(CLOSE_EVENT_GRACE, this, () => this.#end('lost'));
    else this.#end('refused');
  }

  /** The same constructor, which also stores the new socket: `webSocket()` does not expose it. */
  #keeping(Ctor: WebSocketCtor): typeof WebSocket {
    const construct = (target: WebSocketCtor, [address = '']: string[]): WebSocketLike =>
      (this.#socket = new target(address));
    // `webSocket()` uses the four handlers, `send` and `close`, which both classes have.
    return new Proxy(Ctor, { construct }) as unknown as typeof WebSocket;
  }

  #opened(): void {
    this.clock.cancelAll(this);
    // Messages that expired while the timers of the host stood still must not be sent on it.
    this.clock.runOverdue();
    if (!this.#socket || this.subscriber.closed) return;
    this.#link = new Link(this.#socket, this.clock);
    this.subscriber.next(this.#link);
  }

  /** Reports one ending: only the first one counts. */
  #end(kind: ConnectionErrorKind, event?: CloseEventLike): void {
    // The close event also arrives after the release.
    this.#termination?.unsubscribe();
    this.subscriber.error(endingOf(kind, event, this.#link?.uptime ?? 0, this.token));
  }

  /** Closes the socket, with the subscription. */
  unsubscribe(): void {
    this.clock.cancelAll(this);
    const socket = this.#socket;
    if (socket?.readyState === OPEN) {
      const { code, reason } = this.options.closeFrame();
      socket.close(code, reason);
    }
    if (socket?.readyState === CLOSING && socket.terminate) this.#terminateLater(socket);
  }

  /** A timer of the host, because the clock of a socket stops at its `close()`. It lasts no longer than the socket. */
  #terminateLater(socket: WebSocketLike): void {
    this.#termination = this.clock.host.scheduler.schedule(() => socket.terminate?.(), CLOSE_TIMEOUT);
  }
}

const deserializer = (event: MessageEvent): unknown => event.data;
