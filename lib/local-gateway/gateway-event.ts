import { warn } from './warn';

/** The three calls that a gateway makes to its backend. */
export type BackendCall = '$connect' | '$disconnect' | 'message';

interface EventDetails {
  /** Somebody asked the built-in token endpoint; `status` is what it answered, never which token. */
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
  /** The backend answered. On a one-way route the client sees nothing of it, a 4xx or 5xx included. */
  readonly answered: {
    readonly connectionId: string;
    readonly call: BackendCall;
    readonly status: number;
    readonly milliseconds: number;
    readonly body: string;
  };
  /** The backend did not answer, or answered garbage, or a handler threw. */
  readonly failed: { readonly connectionId: string; readonly call: BackendCall; readonly reason: string };
  /** The gateway itself sent an error frame. */
  readonly 'error-frame': { readonly connectionId: string; readonly message: string };
  /** A connection ended, with the code and reason that the backend's disconnect event would hold. */
  readonly closed: { readonly connectionId: string; readonly code: number; readonly reason: string };
  /** A call to the `@connections` API. */
  readonly management: { readonly method: string; readonly connectionId: string; readonly status: number };
  /** A fault that a test or a person asked for took effect. */
  readonly fault: { readonly verb: string; readonly connectionId: string | undefined };
}

/** Something that happened in a local gateway; told apart by `type`, at `at` (epoch ms). Holds no token. */
export type GatewayEvent = {
  [T in keyof EventDetails]: { readonly type: T; readonly at: number } & EventDetails[T];
}[keyof EventDetails];

/** An event before it is stamped with its time. */
export type Happening = { [T in keyof EventDetails]: { readonly type: T } & EventDetails[T] }[keyof EventDetails];

/** Told of each event as it happens. What it throws is a warning of the process and disturbs nothing. */
export type GatewayListener = (event: GatewayEvent) => void;

function threw(error: unknown): void {
  warn('A listener of the local gateway threw', error);
}

/** Hands events to listeners. With no listener an event costs nothing: it is not even made. */
export class GatewayEvents {
  readonly #listeners = new Set<GatewayListener>();

  /** Adds a listener; the result removes it. What a listener throws is reported as a warning and disturbs nobody. */
  listen(listener: GatewayListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(happening: () => Happening): void {
    if (this.#listeners.size === 0) return;
    const event: GatewayEvent = { ...happening(), at: Date.now() };
    for (const listener of this.#listeners) {
      try {
        // An `async` function is a listener too, to TypeScript.
        const told: (event: GatewayEvent) => unknown = listener;
        const result = told(event);
        // Not by its class: a listener in a test is of another realm.
        if (result !== undefined) Promise.resolve(result).catch(threw);
      } catch (error) {
        threw(error);
      }
    }
  }
}
