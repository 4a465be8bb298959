import { concat, defer, of, take, type Observable } from 'rxjs';
import {
  attemptBudget,
  gatewaySocket,
  type AttemptBudget,
  type GatewaySocket,
  type KeepAliveConfig,
  type Limits,
  type RotationConfig,
  type TokenInput,
  type WebSocketCtor,
} from '../../../lib';

/** How a client is made, in words that reach a browser. */
export interface ClientOptions {
  readonly url: string;
  readonly tokenUrl: string;
  readonly channel?: string;
  readonly route?: string;
  /** What the first connection is tried with, whatever it is worth. */
  readonly firstToken?: string;
  /** So many seconds of the story pass in a real one, for every delay of this client. */
  readonly speed?: number;
  /** Waits for nothing between two attempts, so that only the budget holds it back. */
  readonly eager?: boolean;
  /** ms that two connections live beside each other. */
  readonly overlap?: number;
  /** As those of `gatewaySocket`. */
  readonly limits?: Partial<Limits>;
  readonly rotation?: Partial<RotationConfig<Params>>;
  readonly allowInsecure?: boolean;
  readonly keepAlive?: KeepAliveConfig;
}

/** What differs between a browser and Node. */
export interface HostParts {
  readonly token: (url: string) => Observable<TokenInput>;
  readonly WebSocketCtor?: WebSocketCtor;
}

/** Something that a client said, or an attempt that its budget granted; `value` is JSON. */
export interface Entry {
  readonly kind: 'status' | 'opened' | 'event' | 'fault' | 'message' | 'error' | 'granted';
  readonly value: Readonly<Record<string, unknown>>;
}

export type Params = Readonly<Record<string, unknown>>;

interface Waiter {
  readonly wanted: Entry;
  readonly found: (entry: Entry) => void;
}

/** A client that keeps all that it says. */
export class RecordedClient {
  readonly #socket: GatewaySocket;
  readonly #entries: Entry[] = [];
  readonly #waiters = new Set<Waiter>();

  constructor(options: ClientOptions, { token, WebSocketCtor }: HostParts) {
    const { url, tokenUrl, channel, route, firstToken, speed = 1, eager = false, overlap = 2_000 } = options;
    const { limits, rotation, allowInsecure = false, keepAlive = false } = options;
    const fresh$ = token(tokenUrl);
    // Turns go by the wall clock, which no speed changes.
    const whenRefused = speed === 1 && !eager ? 'take-turns' : 'back-off';
    let first = firstToken;
    const socket = (this.#socket = gatewaySocket({
      url,
      log: false,
      token: defer(() => {
        const given = first;
        first = undefined;
        return given === undefined ? fresh$ : concat(of(given), fresh$).pipe(take(1));
      }),
      ...(channel !== undefined && { channel }),
      ...(route !== undefined && { route }),
      ...(WebSocketCtor && { WebSocketCtor }),
      attemptsPerMinute: inScaledTime(attemptBudget(10), speed, (at) => this.#keep('granted', { at })),
      backoff: eager
        ? { initial: 1, max: 1, whenRefused }
        : {
            initial: 1_000 / speed,
            max: 30_000 / speed,
            minUptime: 5_000 / speed,
            whenRefused,
          },
      rotation: { overlap, ...rotation },
      allowInsecure,
      keepAlive,
      ...(limits && { limits }),
    }));
    socket.status$.subscribe((value) => this.#keep('status', value));
    socket.opened$.subscribe((value) => this.#keep('opened', value));
    socket.events$.subscribe((value) => this.#keep('event', value));
    socket.faults$.subscribe((value) => this.#keep('fault', value));
    socket.messages$.subscribe({
      next: (value) => this.#keep('message', value),
      error: (error: unknown) => this.#keep('error', error as object),
    });
  }

  send(name: string, params: Params): string {
    return this.#socket.send(name, params);
  }

  /** The reply, found by a `request_id`. */
  ask(name: string, params: Params): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#socket.request(name, params).subscribe({ next: resolve, error: reject });
    });
  }

  join(channel: string): void {
    this.#socket.join(channel);
  }

  reconnect(): void {
    this.#socket.reconnect();
  }

  close(): void {
    this.#socket.close();
  }

  /** The first entry of that kind that has all of `part` in it, from the `from`th entry on; waits for it. */
  until(kind: Entry['kind'], part: object, from = 0): Promise<Entry> {
    const wanted: Entry = { kind, value: part as Entry['value'] };
    const there = this.#entries.slice(from).find((entry) => has(entry, wanted));
    if (there) return Promise.resolve(there);
    return new Promise((found) => this.#waiters.add({ wanted, found }));
  }

  /** All entries of a kind so far. */
  all(kind: Entry['kind']): readonly Entry['value'][] {
    return this.#entries.filter((entry) => entry.kind === kind).map(({ value }) => value);
  }

  /** How many entries there are: the `from` of what comes next. */
  count(): number {
    return this.#entries.length;
  }

  #keep(kind: Entry['kind'], value: object): void {
    const entry: Entry = { kind, value: asJson(value) };
    this.#entries.push(entry);
    for (const waiter of this.#waiters) {
      if (!has(entry, waiter.wanted)) continue;
      this.#waiters.delete(waiter);
      waiter.found(entry);
    }
  }
}

/** As it would look on the other side of a browser's wall; errors with what they are, too. */
function asJson(value: object): Entry['value'] {
  const named = (_key: string, inner: unknown): unknown =>
    inner instanceof Error ? { ...(inner as object), name: inner.name, message: inner.message } : inner;
  return JSON.parse(JSON.stringify(value, named)) as Entry['value'];
}

function has(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(whole, part);
  if (typeof whole !== 'object' || whole === null) return false;
  const inWhole = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, value]) => inWhole.has(key) && has(inWhole.get(key), value));
}

/** @param granted is called with the time of the story for each attempt that the budget grants */
function inScaledTime(budget: AttemptBudget, speed: number, granted: (at: number) => void): AttemptBudget {
  const start = Date.now();
  return {
    claim(now) {
      const at = start + (now - start) * speed;
      const wait = budget.claim(at);
      if (wait === 0) granted(at);
      return wait / speed;
    },
  };
}
