import type { LocalGateway } from '../../../lib/local-gateway';

/** What a client of somebody carries. */
export interface Visitor {
  readonly username: string;
  /** Without it nobody is logged in. */
  readonly sessionId: string | undefined;
  /** Without it the CSRF check fails. */
  readonly csrfToken: string | undefined;
}

/** A row of the package's table of connections. */
export interface Row {
  readonly connectionId: string;
  readonly channel: string;
  readonly connected: boolean;
}

/** Numbered messages that a backend is sending to a channel. */
export interface Numbers {
  /** Ends it; resolves to how many were sent in how many seconds. */
  stop(): Promise<{ readonly sent: number; readonly seconds: number }>;
}

/** What `WEBSOCKETS["gateway_secret"]` is in site/specs/settings.py. */
export const gatewaySecret = 'a-gateway-secret-for-specs-alone-0';

/** The header that carries it. */
export const secretHeader = { 'X-Ws-Gateway-Secret': gatewaySecret };

/** Django with the package, or what takes its place; a local gateway in front of it. */
export interface Backend {
  readonly gateway: LocalGateway;
  /** Of its pages. */
  readonly origin: string;
  readonly tokenUrl: string;
  /** Where the package's own view gives tokens: it does not count the connections of the address. */
  readonly plainTokenUrl: string;
  /** A page of its origin with nothing on it. */
  readonly blankPage: string;
  logIn(username: string): Promise<Visitor>;
  logOut(visitor: Visitor): Promise<void>;
  /** From now on only staff may join that channel. */
  closeChannel(channel: string): Promise<void>;
  /** An address that refuses tokens for want of a permission, for the next three requests at least. */
  denyingTokenUrl(): string;
  /** Lets so many ms pass for the backend, and its time go so many times as fast from then on. */
  pass(ms: number, speed?: number): Promise<void>;
  /** Epoch ms, as the backend sees it. */
  now(): number;
  sendNumbers(channel: string, perSecond: number): Promise<Numbers>;
  rows(): Promise<readonly Row[]>;
  /** The package's `clearWebSocketSessions`: deletes the rows that are marked as gone. */
  clearSessions(): Promise<void>;
  /** Ends the process that answers; its database stays. */
  stop(): Promise<void>;
  /** Starts it again, where it was. */
  start(): Promise<void>;
  /** Ends it all. */
  close(): Promise<void>;
}

/** The value of a `Cookie` header. */
export function cookieOf({ sessionId, csrfToken }: Visitor): string {
  const cookies = { sessionid: sessionId, csrftoken: csrfToken };
  return Object.entries(cookies)
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join('; ');
}

/** A token, as a page would fetch it. */
export async function tokenFor({ tokenUrl }: Backend, visitor: Visitor): Promise<string> {
  const headers = { Cookie: cookieOf(visitor), 'X-CSRFToken': visitor.csrfToken ?? '' };
  const response = await fetch(tokenUrl, { method: 'POST', headers });
  // What no token is shows in what becomes of it.
  return ((await response.json()) as { readonly token: string }).token;
}

/** The time of a backend: so much ahead of the real one, and so many times as fast. */
export class ShiftedClock {
  #setAt = Date.now();
  #ahead = 0;
  #speed = 1;

  get speed(): number {
    return this.#speed;
  }

  now(): number {
    const real = Date.now();
    return real + this.#ahead + (real - this.#setAt) * (this.#speed - 1);
  }

  /** Its lead over the real time, in ms. */
  get ahead(): number {
    return this.now() - Date.now();
  }

  pass(ms: number, speed: number): void {
    const ahead = this.ahead + ms;
    this.#setAt = Date.now();
    this.#ahead = ahead;
    this.#speed = speed;
  }
}
