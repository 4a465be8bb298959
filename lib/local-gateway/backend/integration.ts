/** The data of a client's handshake, kept as long as the connection. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly sourceIp: string;
  /** The path of the upgrade request, without the query. */
  readonly path: string;
  /** The original query with its `?`, or empty. A backend gets it unchanged, including the token. */
  readonly search: string;
  readonly query: URLSearchParams;
  /** The original names and values, alternating, with their order, case and repetitions. */
  readonly rawHeaders: readonly string[];
  /** Names in lower case, with repeated ones joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string | undefined;
}

/** The result of a call to the backend. */
export type IntegrationResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      /** The sub-protocol that the backend named in its answer to `$connect`. */
      readonly protocol?: string | undefined;
      /** The target of a redirect. */
      readonly location?: string | undefined;
      /** Whether `body` is only the beginning of one that is too long for a message. */
      readonly cut?: boolean;
    }
  /** There is no usable answer: the connection was refused or timed out, the answer is not HTTP, or a handler threw. */
  | {
      readonly kind: 'failed';
      readonly cause: 'unreachable' | 'timeout' | 'malformed' | 'threw';
      readonly reason: string;
    };

/** The readable part of an answer: the target of a redirect, and the body or its beginning. */
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
  /** The route's own URL, if it has one. */
  readonly url: string | undefined;
}

/** A backend of any kind. It never rejects, because a failure of the backend is an ordinary result here. */
export interface Integration {
  connect(facts: ConnectionFacts): Promise<IntegrationResult>;
  message(facts: ConnectionFacts, call: MessageCall): Promise<IntegrationResult>;
  disconnect(facts: ConnectionFacts, code: number, reason: string): Promise<IntegrationResult>;
  /** Releases sockets and timers. */
  close(): void;
}
