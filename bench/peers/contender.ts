/** What a server speaks. */
export type Protocol = 'json' | 'graphql' | 'stomp' | 'socket.io' | 'centrifuge';

/** One connection with its typed streams. */
export interface Client {
  /**
   * Sends a message `{ action: 'bench', bench, text }`, or queues it where there is no connection. `bench` is how the
   * server knows it from a protocol's own.
   */
  readonly send: (bench: number, text: string) => void;
}

/** Hears the messages of one stream. */
export type Listener = (message: unknown) => void;

/** A library, used as its documentation shows it, with one listener for each type of message. */
export interface Contender {
  readonly protocol: Protocol;
  /** @param open called when there is a connection */
  connect(url: string, listeners: ReadonlyMap<string, Listener>, open: () => void): Client;
}
