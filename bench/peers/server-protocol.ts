import type { Protocol } from './contender';

/** What the server process is told. */
export type Order =
  /** Send so many messages, to every stream in turn. */
  | { readonly kind: 'flood'; readonly messages: number }
  /** Answer with one message to the first stream as soon as so many messages have come. */
  | { readonly kind: 'expect'; readonly messages: number };

/** What the server process tells. */
export type Report = Listening | { readonly kind: 'expecting' };

export interface Listening {
  readonly kind: 'listening';
  readonly url: string;
}

/** One connection of a client, as the server sees it, whatever it speaks. */
export interface Peer {
  /** Sends the messages of some streams, as the protocol wraps them, in one write. */
  readonly deliver: (streams: readonly number[]) => void;
  /** Whether its client has asked for every stream. */
  readonly ready: () => boolean;
}

/** What a protocol's server is made with. */
export interface ServerOptions {
  readonly types: readonly string[];
  readonly onPeer: (peer: Peer) => void;
  /** A message of the benchmark came. */
  readonly onMessage: () => void;
}

export type { Protocol };
