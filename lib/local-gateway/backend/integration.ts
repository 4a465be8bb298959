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
      /** Where a redirect goes. */
      readonly location?: string | undefined;
      /** Whether `body` is the beginning of one that is too long for a message. */
      readonly cut?: boolean;
    }
  /** No usable answer: nothing listens, it was silent too long, it talks garbage, or a handler threw. */
  | {
      readonly kind: 'failed';
      readonly cause: 'unreachable' | 'timeout' | 'malformed' | 'threw';
      readonly reason: string;
    };

/** What a person reads of an answer: where a redirect goes, and the body, or its beginning. */
export function textOfAnswer({
  body,
  location,
  cut,
}: Extract<IntegrationResult, { readonly kind: 'answered' }>): string {
  const to = location === undefined ? '' : `Location: ${location} `;
  return `${to}${body}${cut === true ? '… (too long for a message)' : ''}`.trimEnd();
}

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
