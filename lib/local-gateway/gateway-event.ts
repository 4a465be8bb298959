import { warn } from './warn';

/** The three calls that a gateway makes to its backend. */
export type BackendCall = '$connect' | '$disconnect' | 'message';

interface EventDetails {
  /** A request to the built-in token endpoint; `status` is that of the answer. The token is not included. */
  readonly token: { readonly status: number; readonly reason: string };
  /** An upgrade request is held while `$connect` runs. `path` carries no token. */
  readonly connecting: { readonly connectionId: string; readonly sourceIp: string; readonly path: string };
  readonly connected: { readonly connectionId: string; readonly channel: string };
  /** A handshake was refused with `status`, or any request of a foreign page. */
  readonly refused: { readonly connectionId: string | undefined; readonly status: number; readonly reason: string };
  /** A message of a client, on its way to `route`; `undefined` when no route takes it. */
  readonly received: {
    readonly connectionId: string;
    readonly route: string | undefined;
    readonly bytes: number;
    readonly text: string;
  };
  /** A message on its way to a client. */
  readonly sent: { readonly connectionId: string; readonly bytes: number; readonly text: string };
  /** The backend answered. On a one-way route the client gets nothing of it, not even a 4xx or 5xx. */
  readonly answered: {
    readonly connectionId: string;
    readonly call: BackendCall;
    readonly status: number;
    readonly milliseconds: number;
    readonly body: string;
  };
  /** The backend did not answer, or its answer is not HTTP, or a handler threw. */
  readonly failed: { readonly connectionId: string; readonly call: BackendCall; readonly reason: string };
  /** The gateway itself sent an error frame. */
  readonly 'error-frame': { readonly connectionId: string; readonly message: string };
  /** A connection ended, with the code and reason in the backend's disconnect event. */
  readonly closed: { readonly connectionId: string; readonly code: number; readonly reason: string };
  /** A call to the `@connections` API. */
  readonly management: { readonly method: string; readonly connectionId: string; readonly status: number };
  /** A fault took effect that was armed by a test or in the terminal. */
  readonly fault: { readonly verb: string; readonly connectionId: string | undefined };
}

/** An event of a local gateway, distinguished by `type`, at `at` (epoch ms). It contains no token. */
export type GatewayEvent = {
  [T in keyof EventDetails]: { readonly type: T; readonly at: number } & EventDetails[T];
}[keyof EventDetails];

/** An event before it is stamped with its time. */
export type Happening = { [T in keyof EventDetails]: { readonly type: T } & EventDetails[T] }[keyof EventDetails];

/** Called for each event. If it throws, the process gets a warning, and nothing else happens. */
export type GatewayListener = (event: GatewayEvent) => void;

function threw(error: unknown): void {
  warn('A listener of the local gateway threw', error);
}

/** Passes events to listeners. Without a listener an event costs nothing: it is not even created. */
export class GatewayEvents {
  readonly #listeners = new Set<GatewayListener>();

  /**
   * Adds a listener; the result removes it. If the listener throws, it is reported as a warning, and the others are
   * still called.
   */
  listen(listener: GatewayListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(happening: () => Happening): void {
    if (this.#listeners.size === 0) return;
    const event: GatewayEvent = { ...happening(), at: Date.now() };
    for (const listener of this.#listeners) {
      try {
        // TypeScript accepts an `async` function as a listener too.
        const called: (event: GatewayEvent) => unknown = listener;
        const result = called(event);
        // Not by its class: a listener in a test is from another realm.
        if (result !== undefined) Promise.resolve(result).catch(threw);
      } catch (error) {
        threw(error);
      }
    }
  }
}
