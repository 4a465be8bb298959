/** What a server speaks. */
export type Protocol = 'json' | 'graphql' | 'stomp' | 'socket.io' | 'centrifuge';

/** One connection with its typed streams. */
export interface Client {
  /** Sends one message, or queues it where there is no connection. Left out where a library has no such thing. */
  readonly send?: (message: Outbound) => void;
  readonly close: () => void;
}

/** A message of the benchmark on its way out: `bench` is how the server knows it from a protocol's own. */
export interface Outbound {
  readonly action: 'bench';
  readonly bench: number;
  readonly text: string;
}

/** A library, used as its documentation shows it, with one subscriber for each type of message. */
export interface Contender {
  readonly name: string;
  readonly protocol: Protocol;
  /** Whether it keeps by itself what is sent before it is open. */
  readonly queues: boolean;
  /**
   * @param received called for each message that reached the stream of its type
   * @param open called when messages may come on all streams
   */
  connect(url: string, types: readonly string[], received: (message: unknown) => void, open: () => void): Client;
}
