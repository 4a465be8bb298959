/** What the server process is told. */
export type Order =
  /** Send so many messages, to each stream in turn, once all of them are subscribed: at an even rate, or all at once. */
  | { readonly kind: 'flood'; readonly messages: number; readonly evenly: boolean }
  /** Count from now on, and tell when so many messages have come. */
  | { readonly kind: 'expect'; readonly messages: number };

/** What the server process tells. */
export type Report =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'counting' }
  /** With the sum of their numbers, as one that came twice would stand for one that was lost. */
  | { readonly kind: 'expected'; readonly sum: number };

/** One connection of a client, as the server sees it, whatever it speaks. */
export interface Peer {
  /** Whether the client has subscribed to all that it will be sent. */
  readonly subscribed: () => boolean;
  /** Sends the messages of some streams, as the protocol wraps them, in one write. */
  readonly deliver: (streams: readonly number[]) => void;
}

/** What a protocol's server is made with. */
export interface ServerOptions {
  readonly streams: number;
  readonly onPeer: (peer: Peer) => void;
  /** A message of the benchmark came, with its number. */
  readonly onMessage: (number: number) => void;
}
