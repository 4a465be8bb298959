/** What a server speaks. */
export type Protocol = 'json' | 'graphql' | 'stomp' | 'socket.io' | 'centrifuge';

/** One connection with its typed streams. */
export interface Client {
  /** Sends one message, or queues it where there is no connection. */
  readonly send: (message: Outbound) => void;
}

/** A message of the benchmark on its way out: `bench` is how the server knows it from a protocol's own. */
export interface Outbound {
  readonly action: 'bench';
  readonly bench: number;
  readonly text: string;
}

/** Hears the messages of one stream. */
export type Listener = (message: unknown) => void;

/** A library, used as its documentation shows it, with one listener for each type of message. */
export interface Contender {
  readonly protocol: Protocol;
  /** @param open called when there is a connection */
  connect(url: string, listeners: ReadonlyMap<string, Listener>, open: () => void): Client;
}
