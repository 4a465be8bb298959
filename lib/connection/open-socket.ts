import { Observable, timer, type Subscriber, type TimestampProvider } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { ConfigError, ConnectionError, type ConnectionErrorKind } from '../errors';
import type { Host } from '../host';
import type { CloseFrame } from './close-frame';

/** What is asked of a WebSocket: the part that the browsers' and the package `ws` have in common. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that were handed over and are not sent yet. */
  readonly bufferedAmount: number;
  /** Hands over one message. */
  send(text: string): void;
  /** Begins to close, with a code and a reason of at most 123 bytes. */
  close(code?: number, reason?: string): void;
}

/** A constructor of WebSockets, as the global one and the one of the package `ws`. */
export type WebSocketCtor = new (url: string) => WebSocketLike;

/** What one socket says of itself while it lives: that it is open, and that an open one ended by itself. */
export type SocketSignal =
  | { readonly type: 'opened'; readonly link: Link }
  | { readonly type: 'gone'; readonly link: Link; readonly error: ConnectionError };

/** One open socket, to those who read and write. */
export interface Link {
  /** Whether a frame handed over now would go out: false from the first moment of a close on. */
  readonly writable: boolean;
  /** Bytes that the host has taken and not yet sent. */
  readonly bufferedAmount: number;
  /** When it opened, in epoch ms. */
  readonly since: number;
  /** How many messages were sent on it, keep-alive pings included. */
  readonly sent: number;
  /** When the last message went or came, in epoch ms: what the server's idle limit counts from. */
  readonly lastActive: number;
  /**
   * What it brings, to who listens from the moment that it is open. Not among the signals: those go through every
   * operator that decides about a connection, and a frame would pay for each and change nothing in it.
   */
  readonly frames$: Observable<unknown>;
  send(text: string): void;
  /** Closes with a code of its own. What still comes is read until the close is done; unsubscribing lets go at once. */
  close(code: number, reason: string): void;
}

/** How a socket is opened. */
export interface OpenSocketOptions {
  readonly WebSocketCtor: WebSocketCtor | undefined;
  /** ms for the socket to open. */
  readonly openTimeout: number;
  /** What an open socket that is let go of is closed with. */
  readonly farewell: () => CloseFrame;
}

/**
 * An open connection that failed errors first and tells its code in the close event right after; one that never comes ends
 * this wait. One that never opened has no code but 1006, and from Node 22 no close event at all.
 */
const CLOSE_EVENT_GRACE = 1_000;

const OPEN = 1;

/**
 * One socket, from its creation to its end: emits `opened` and `gone`, and errors with one
 * {@link ConnectionError} whatever the ending was, a clean close included. It never completes by itself; unsubscribing
 * closes the socket and lets go of it at once, however long the close may take.
 *
 * It wraps one `webSocket()` subject, which is subscribed once and thrown away with the connection. What that subject
 * does on its own is set right here: a clean close would complete it, a failure comes as a bare event with the code
 * only in a later one, a constructor that throws (with the URL in its message) gives no close event at all.
 */
export function openSocket(
  url: string,
  { WebSocketCtor, openTimeout, farewell }: OpenSocketOptions,
  { scheduler }: Host,
): Observable<SocketSignal> {
  return new Observable<SocketSignal>((subscriber) => {
    const Ctor = WebSocketCtor ?? globalWebSocket();
    if (!Ctor) {
      subscriber.error(
        new ConfigError(
          'WebSocketCtor',
          "there is no global WebSocket here: pass one, as `import WebSocket from 'ws'`.",
        ),
      );
      return;
    }

    let socket: WebSocketLike | undefined;
    let link: OpenLink | undefined;

    /** One ending, once: the first thing that ends it decides, and the subscriber hears nothing more. */
    const end = (kind: ConnectionErrorKind, close?: Pick<CloseEvent, 'code' | 'reason' | 'wasClean'>) => {
      const error = endingOf(kind, close, link ? scheduler.now() - link.since : 0);
      if (link) subscriber.next({ type: 'gone', link, error });
      subscriber.error(error);
    };
    const ended = (close?: CloseEvent) => end(link ? 'lost' : 'refused', close);
    const failed = () => {
      // What never opened has nothing more to tell, whether its constructor threw or its handshake failed.
      if (link) subscriber.add(timer(CLOSE_EVENT_GRACE, scheduler).subscribe(() => ended()));
      else ended();
    };

    // Before everything else, as teardowns run in this order: the webSocket() subject itself would close without a code.
    subscriber.add(() => {
      if (socket?.readyState !== OPEN) return;
      const { code, reason } = farewell();
      socket.close(code, reason);
    });
    const deadline = timer(openTimeout, scheduler).subscribe(() => end('timeout'));
    subscriber.add(deadline);
    const subject = webSocket<unknown>({
      url,
      WebSocketCtor: keeping(Ctor, (made) => (socket = made)),
      openObserver: {
        next: () => {
          deadline.unsubscribe();
          if (!socket) return;
          link = new OpenLink(socket, scheduler);
          subscriber.next({ type: 'opened', link });
        },
      },
      closeObserver: { next: ended },
      // Leaves the frame as it is: what throws in here would close the socket for everybody.
      deserializer: (event): unknown => event.data,
    });
    subscriber.add(
      subject.subscribe({
        // No frame comes before the socket is open.
        next: (data) => link?.receive(data),
        error: failed,
      }),
    );
  });
}

function globalWebSocket(): WebSocketCtor | undefined {
  return typeof WebSocket === 'undefined' ? undefined : WebSocket;
}

/** The same constructor, which shows the socket it made: `webSocket()` keeps it to itself. */
function keeping(Ctor: WebSocketCtor, made: (socket: WebSocketLike) => void): typeof WebSocket {
  const Kept = new Proxy(Ctor, {
    construct(target, [url]: [string]) {
      const socket = new target(url);
      made(socket);
      return socket;
    },
  });
  // `webSocket()` asks for the type of the browsers' and uses of it the four handlers, `send` and `close`, which both have.
  return Kept as unknown as typeof WebSocket;
}

class OpenLink implements Link {
  readonly #readers = new Set<Subscriber<unknown>>();
  // No Subject, which makes a copy of its observers and a function for each value: with one reader, half of what a frame
  // costs on its way.
  readonly frames$ = new Observable<unknown>((reader) => {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  });
  readonly since: number;
  sent = 0;
  lastActive: number;

  constructor(
    private readonly socket: WebSocketLike,
    private readonly clock: TimestampProvider,
  ) {
    this.since = clock.now();
    this.lastActive = this.since;
  }

  get writable(): boolean {
    return this.socket.readyState === OPEN;
  }

  get bufferedAmount(): number {
    return this.socket.bufferedAmount;
  }

  send(text: string): void {
    this.#touch();
    this.sent += 1;
    this.socket.send(text);
  }

  close(code: number, reason: string): void {
    if (this.writable) this.socket.close(code, reason);
  }

  receive(data: unknown): void {
    this.#touch();
    for (const reader of this.#readers) reader.next(data);
  }

  #touch(): void {
    this.lastActive = this.clock.now();
  }
}

/** How an open connection ended that was left by this side, with what it still held. */
export function leftBehind(link: Link, now: number, why: string): ConnectionError {
  return new ConnectionError('lost', why, { code: 1_000, reason: '', wasClean: true, uptime: now - link.since });
}

const NO_CLOSE_FRAME = { code: 1_006, reason: '', wasClean: false };

function endingOf(
  kind: ConnectionErrorKind,
  close: Pick<CloseEvent, 'code' | 'reason' | 'wasClean'> = NO_CLOSE_FRAME,
  uptime: number,
): ConnectionError {
  const { code, reason, wasClean } = close;
  const said = `code ${code}${reason === '' ? '' : ` "${reason}"`}`;
  const happened = {
    refused: `the connection was refused (${said}).`,
    timeout: 'the connection did not open in time.',
    lost: `the connection was lost after ${uptime} ms (${said}).`,
    unresponsive: `the connection did not answer after ${uptime} ms.`,
  }[kind];
  return new ConnectionError(kind, happened, { code, reason, wasClean, uptime });
}
