import { ConnectLimit } from '../../lib/local-gateway/rules/connect-limit';
import type { LogBook } from './log-book';
import { PerSecond } from './per-second';
import { StormSocket } from './storm-socket';
import type { VirtualTime } from './virtual-time';

/** New connections that API Gateway admits in a second, and the backend from one address in a minute. */
export const CONNECTIONS_PER_SECOND = 500;
export const CONNECTIONS_PER_MINUTE = 20;

/**
 * The gateway with the backend behind it: it admits so many handshakes in a second and answers 429 to the others, of
 * which the backend knows nothing; the backend's own limit, the one of the local gateway, counts those that it refuses.
 */
export class StormGateway {
  /** Until when it refuses every handshake, in epoch ms. */
  downUntil = -Infinity;
  /** What is counted from a storm on; before it, everybody gets in. */
  log: LogBook | undefined;
  readonly #open = new Set<StormSocket>();
  readonly #capacity = new PerSecond(CONNECTIONS_PER_SECOND);
  readonly #limit: ConnectLimit;

  constructor(
    private readonly time: VirtualTime,
    private readonly latency: () => number,
    private readonly oneAddress: boolean,
  ) {
    this.#limit = new ConnectLimit(CONNECTIONS_PER_MINUTE, () => time.now());
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open.size;
  }

  /** A handshake of a client, which its token names. */
  connect(token: string): StormSocket {
    const client = Number.parseInt(token, 10);
    const socket = new StormSocket((left) => this.#open.delete(left));
    this.log?.handshake(this.time.now());
    this.time.after(this.latency(), { due: () => this.#answer(client, socket) });
    return socket;
  }

  closeAll(code: 1001 | 1006): void {
    const all = [...this.#open];
    this.#open.clear();
    for (const socket of all) socket.end(code, '', code === 1_001);
  }

  #answer(client: number, socket: StormSocket): void {
    if (!socket.isConnecting) return;
    if (!this.#admits(client)) {
      socket.refuse();
      return;
    }
    this.#open.add(socket);
    this.log?.opened(client, this.time.now());
    socket.accept();
  }

  #admits(client: number): boolean {
    if (!this.log) return true;
    const now = this.time.now();
    if (now < this.downUntil || !this.#capacity.admits(now)) return false;
    const user = String(client);
    const knocking = { user, address: this.oneAddress ? 'the office' : user };
    if (!this.#limit.admits(knocking)) return false;
    this.#limit.record(knocking);
    return true;
  }
}
