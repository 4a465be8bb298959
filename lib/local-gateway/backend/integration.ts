/** What a handshake told about a client; it stays with the connection for its life. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly sourceIp: string;
  /** The path of the upgrade request, without the query. */
  readonly path: string;
  /** The query as it came, with its `?`, or empty: a backend gets it unchanged, the token included. */
  readonly search: string;
  readonly query: URLSearchParams;
  /** Names and values as they came, alternating; order, case and repeats kept. */
  readonly rawHeaders: readonly string[];
  /** Names in lower case, repeated ones joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string | undefined;
}

/** What became of a call to the backend. */
export type IntegrationResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      /** The sub-protocol that the backend named in its answer to `$connect`. */
      readonly protocol?: string | undefined;
    }
  /** No usable answer: nothing listens, it was silent too long, it talks garbage, or a handler threw. */
  | {
      readonly kind: 'failed';
      readonly cause: 'unreachable' | 'timeout' | 'malformed' | 'threw';
      readonly reason: string;
    };

export interface MessageCall {
  readonly text: string;
  /** The route's own address, when it has one. */
  readonly url: string | undefined;
}

/** A backend, whichever kind: it never rejects, because a backend's failure is an ordinary result here. */
export interface Integration {
  connect(facts: ConnectionFacts): Promise<IntegrationResult>;
  message(facts: ConnectionFacts, call: MessageCall): Promise<IntegrationResult>;
  disconnect(facts: ConnectionFacts, code: number, reason: string): Promise<IntegrationResult>;
  /** Lets go of sockets and timers. */
  close(): void;
}
