import type { Link } from './link';

/** A frame while more than one connection is read, or while one is in doubt: decoded at most once, when it is asked for. */
export interface IncomingFrame {
  /** The type of the message in it; `undefined` for none. */
  readonly type: string | undefined;
  /** Whether it is the reply to a `request()`: `certain` by its id, `likely` by its type on the connection of the request. */
  readonly answer: 'certain' | 'likely' | undefined;
  /** What the frame and its copy have in common; `undefined` for a frame that has no copy. */
  readonly key: string | undefined;
  /** @param copy whether another connection brought it before */
  deliver(copy: boolean): void;
}

/** What takes the frames of all connections. */
export interface FrameSink {
  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void;
  frame(data: unknown, link: Link): IncomingFrame;
}

/** The replies that are awaited. */
export interface AwaitedReplies {
  /** Calls back once, when no reply is awaited on a link any more; at once where none is. The result ends that. */
  whenAnswered(link: Link, answered: () => void): () => void;
}
