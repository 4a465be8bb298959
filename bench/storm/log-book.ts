const WINDOW = 60_000;

/** What a fleet does from the beginning of a storm on. */
export class LogBook {
  /** When each client was back, in ms from the beginning; NaN for who is not. */
  readonly backAt: Float64Array;
  /** How often each has tried, a token and a socket, until it was back. */
  readonly attempts: Uint32Array;
  /** How many tokens were asked for in each second from the beginning. */
  readonly tokensIn: number[] = [];
  /** How many handshakes reached the gateway in each second. */
  readonly handshakesIn: number[] = [];
  /** The most attempts that one client made in any 60 s. */
  mostInAMinute = 0;
  back = 0;
  gaveUp = 0;
  readonly #recent: number[][];

  constructor(
    clients: number,
    private readonly began: number,
  ) {
    this.backAt = new Float64Array(clients).fill(NaN);
    this.attempts = new Uint32Array(clients);
    this.#recent = Array.from({ length: clients }, () => []);
  }

  /** A client asks for a token: with it begins an attempt. */
  tokenAsked(client: number, now: number): void {
    count(this.tokensIn, now - this.began);
    if (!this.#isBack(client)) this.attempts[client] = (this.attempts[client] ?? 0) + 1;
    const recent = this.#recent[client] ?? [];
    recent.push(now);
    for (let oldest = recent[0]; oldest !== undefined && now - oldest >= WINDOW; oldest = recent[0]) recent.shift();
    this.mostInAMinute = Math.max(this.mostInAMinute, recent.length);
  }

  handshake(now: number): void {
    count(this.handshakesIn, now - this.began);
  }

  opened(client: number, now: number): void {
    if (this.#isBack(client)) return;
    this.backAt[client] = now - this.began;
    this.back += 1;
  }

  #isBack(client: number): boolean {
    return !Number.isNaN(this.backAt[client] ?? NaN);
  }
}

function count(seconds: number[], elapsed: number): void {
  const second = Math.floor(elapsed / 1_000);
  seconds[second] = (seconds[second] ?? 0) + 1;
}
