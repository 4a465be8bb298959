import type { Link } from './link';

/** A frame while more than one connection is read, or while one is in doubt. Decoded at most once, at its first use. */
export interface IncomingFrame {
  /** The type of the message in it; `undefined` for none. */
  readonly type: string | undefined;
  /** Whether it is the reply to a `request()`: `certain` by its id, `likely` by its type on the connection of the request. */
  readonly answer: 'certain' | 'likely' | undefined;
  /** The text or id that a frame shares with its duplicate; `undefined` for a frame without one. */
  readonly key: string | undefined;
  /** @param copy whether it arrived on another connection before */
  deliver(copy: boolean): void;
}

/** Receives the frames of all connections. */
export interface FrameSink {
  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void;
  frame(data: unknown, link: Link): IncomingFrame;
}

/** The replies that are awaited. */
export interface AwaitedReplies {
  /** Calls back once, as soon as no reply is awaited on a link. The result cancels that. */
  whenAnswered(link: Link, answered: () => void): () => void;
}
