import { Observable, Subscription, type SchedulerLike } from 'rxjs';
import type { TokenInput, WebSocketCtor } from '../../lib';
import { CLOSED, CLOSING, CONNECTING, FakeSocket, OPEN, socketsFrom } from './fake-socket';
import { packageBroadcast, type Session } from './package-broadcast';

/** What the token endpoint does with a request. */
export type TokenAnswer =
  | { readonly kind: 'token' }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  | { readonly kind: 'network' | 'hang' | 'malformed' | 'reused' };

/**
 * What the gateway does with a handshake. `gone` opens, and is marked as gone from the start: it receives no broadcast,
 * and what it sends is refused unseen. `deaf` is the same with a package of before 4.1.0: what it sends is handled.
 */
export type HandshakeAnswer = 'open' | 'refuse' | 'hang' | 'deaf' | 'gone';

/** One frame's arrival on an open socket of the client. */
export interface Arrival {
  readonly text: string;
  readonly socket: BackendSocket;
  readonly at: number;
}

/** What a client sent, and what became of it. */
export interface Written {
  readonly text: string;
  readonly socket: BackendSocket;
  /** `frozen`: the other side is gone. `refused`: the package refused it unseen. */
  readonly fate: 'handled' | 'refused' | 'frozen';
}

/** The client's end of a connection, as a browser's WebSocket: its events come later than what causes them. */
export class BackendSocket extends FakeSocket implements Session {
  /** The backend knows it: broadcasts go out to it. */
  registered = false;
  answeredAt = Infinity;
  /** The package took a 410 for its end: no broadcast goes out to it, and what it sends is refused unseen. */
  marked = false;
  /** What it sends is handled although it is marked. */
  legacy = false;
  frozen = false;
  lastMessage: number;

  constructor(
    private readonly backend: VirtualBackend,
    readonly channel: string,
    readonly created: number,
  ) {
    super();
    this.lastMessage = created;
  }

  /** Whether the client holds on to it. */
  get held(): boolean {
    return this.readyState === CONNECTING || this.readyState === OPEN;
  }

  override send(text: string): void {
    if (this.readyState === OPEN) this.backend.receive(this, text);
  }

  override close(code = 1_005): void {
    if (!this.held) return;
    this.readyState = CLOSING;
    this.#leave();
    this.backend.later(this.backend.latency, () => this.ended(code, true));
  }

  /** The last event: the code and the reason that the client sees. */
  ended(code: number, wasClean: boolean, reason = wasClean ? 'Going away' : ''): void {
    if (this.readyState === CLOSED) return;
    const neverOpened = this.readyState === CONNECTING;
    this.readyState = CLOSED;
    this.#leave();
    if (!wasClean && neverOpened) this.fail();
    this.end(code, reason, wasClean);
  }

  #leave(): void {
    if (!this.registered) return;
    this.registered = false;
    this.backend.disconnected(this);
  }
}

/**
 * A backend with the rules of the real one, in virtual time: single-use tokens that live for 60 s, connections that
 * end at an idle and an age limit with a clean 1001, broadcasts whose copies come in any order.
 */
export class VirtualBackend {
  readonly latency = 20;
  /** ms until the token endpoint answers. */
  tokenLatency = 20;
  /** ms from the row that `$connect` makes to the 101: a broadcast in between gets a 410, and marks the connection. */
  connectTime = 0;
  /** A package of before 4.1.0, which handles what a marked connection sends. */
  legacy = false;
  /** What comes next; then all goes well. */
  readonly tokenAnswers: TokenAnswer[] = [];
  readonly handshakes: HandshakeAnswer[] = [];
  readonly sockets: BackendSocket[] = [];
  readonly arrivals: Arrival[] = [];
  /** What clients sent, pings apart. */
  readonly received: string[] = [];
  /** The same, with what was sent to a connection that handles nothing any more. */
  readonly written: Written[] = [];
  /** The connections that opened, in that order. */
  readonly opened: BackendSocket[] = [];
  /** When tokens were asked for, in epoch ms. */
  readonly fetches: number[] = [];
  readonly wrongs: string[] = [];
  /** Looks at each socket that is made, before it is. */
  watch: () => void = () => undefined;
  /** How many handshakes of this address it takes in a minute; those that it refuses for it count too. */
  connectsPerMinute = Infinity;
  /** When the handshakes of the last minute were made, where it limits them; in epoch ms. */
  protected connects: number[] = [];
  #tokens = 0;
  #timers = 0;
  readonly #unused = new Map<string, number>();

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly random: () => number,
    private readonly limits: { readonly idle: number; readonly age: number } = { idle: Infinity, age: Infinity },
  ) {}

  /** How many timers it has set: whatever else waits on its scheduler is a client's. */
  get timers(): number {
    return this.#timers;
  }

  later(delay: number, work: () => void): Subscription {
    this.#timers += 1;
    const timer = new Subscription(() => (this.#timers -= 1));
    const due = (): void => {
      timer.unsubscribe();
      work();
    };
    timer.add(this.scheduler.schedule(due, delay));
    return timer;
  }

  readonly token$ = new Observable<TokenInput>((subscriber) => {
    this.fetches.push(this.scheduler.now());
    const answer = this.tokenAnswers.shift() ?? this.tokenAnswer();
    const act = (): void => {
      switch (answer.kind) {
        case 'token': {
          subscriber.next({ token: this.#issue(), expires_in: 60 });
          return;
        }
        case 'reused': {
          subscriber.next({
            token: this.#tokens === 0 ? this.#issue() : `planted-5ecret-${this.#tokens}`,
            expires_in: 60,
          });
          return;
        }
        case 'malformed': {
          subscriber.next({ token: '' });
          return;
        }
        case 'status': {
          const { status, body = '', retryAfter } = answer;
          const get = (name: string) => (name === 'Retry-After' ? retryAfter : undefined);
          subscriber.error({ status, error: body, headers: { get } });
          return;
        }
        case 'network': {
          subscriber.error(new TypeError('Failed to fetch'));
          return;
        }
        case 'hang':
      }
    };
    subscriber.add(this.later(this.tokenLatency, act));
  });

  readonly WebSocketCtor: WebSocketCtor = socketsFrom((url) => this.connect(url));

  /** Epoch ms. */
  now(): number {
    return this.scheduler.now();
  }

  get open(): readonly BackendSocket[] {
    return this.sockets.filter(({ readyState }) => readyState === OPEN);
  }

  /** A broadcast: each copy takes its own time, up to `scatter` ms, and it ends after these. */
  broadcast(text: string, channel: string, scatter: number): void {
    const now = this.scheduler.now();
    packageBroadcast(this.recipients(this.sockets.filter((socket) => socket.channel === channel)), {
      postAt: () => now + Math.floor(this.random() * scatter),
      post: (socket, at) => this.#deliver(socket, text, at - now + this.latency),
      endsAt: now + scatter,
      mark: (socket) => (socket.marked = true),
      at: (moment, work) => this.later(moment - now, work),
    });
  }

  /** Sends to the connection that sent last, and to no other. */
  reply(text: string): void {
    const socket = this.written.at(-1)?.socket;
    if (socket) this.#deliver(socket, text, this.latency);
  }

  /** Which connections of a channel a broadcast is sent to. */
  protected recipients(members: readonly BackendSocket[]): readonly BackendSocket[] {
    return members;
  }

  /** The `$disconnect` of a connection, which is no longer registered. */
  disconnected(_socket: BackendSocket): void {}

  receive(socket: BackendSocket, text: string): void {
    const fate = socket.frozen ? 'frozen' : socket.marked && !socket.legacy ? 'refused' : 'handled';
    const isPing = (JSON.parse(text) as { readonly action: string }).action === 'ping';
    if (!isPing) this.written.push({ text, socket, fate });
    if (fate === 'frozen') return;
    socket.lastMessage = this.scheduler.now();
    if (fate === 'refused') return;
    if (isPing) this.#deliver(socket, '{"type":"pong"}', this.latency * 2);
    else this.received.push(text);
  }

  /** Something happens to one of the open connections only. */
  strike(what: 'drop' | 'close' | 'freeze', which: number): void {
    const { open } = this;
    const socket = open[which % Math.max(1, open.length)];
    if (!socket) return;
    if (what === 'drop') socket.ended(1_006, false);
    else if (what === 'close' && !socket.frozen) socket.ended(1_001, true);
    else if (what === 'freeze') {
      socket.frozen = true;
      socket.registered = false;
    }
  }

  closeAll(code: number, reason?: string): void {
    for (const socket of this.open) if (!socket.frozen) socket.ended(code, true, reason);
  }

  drop(): void {
    for (const socket of this.open) socket.ended(1_006, false);
  }

  freeze(): void {
    for (const socket of this.open) {
      socket.frozen = true;
      socket.registered = false;
    }
  }

  /** What the token endpoint does with a request, where `tokenAnswers` has nothing left. */
  protected tokenAnswer(): TokenAnswer {
    return { kind: 'token' };
  }

  #issue(): string {
    const token = `planted-5ecret-${++this.#tokens}`;
    this.#unused.set(token, this.scheduler.now() + 60_000);
    return token;
  }

  /** What the client makes a socket with. */
  connect(url: string): BackendSocket {
    this.watch();
    const query = new URL(url).searchParams;
    const token = query.get('ws_token') ?? '';
    const socket = new BackendSocket(this, query.get('channel') ?? '', this.scheduler.now());
    this.sockets.push(socket);
    const expires = this.#unused.get(token);
    this.#unused.delete(token);
    if (expires === undefined) this.wrongs.push(`a token was used twice, or never issued: ${token}`);
    const answer = this.#limited() ? 'refuse' : (this.handshakes.shift() ?? 'open');
    if (answer === 'hang') return socket;
    if (answer === 'refuse' || expires === undefined || expires < this.scheduler.now()) {
      this.later(this.latency, () => socket.ended(1_006, false));
      return socket;
    }
    this.later(this.latency, () => {
      if (!socket.held) return;
      socket.registered = true;
      socket.marked = answer === 'deaf' || answer === 'gone';
      socket.legacy = this.legacy || answer === 'deaf';
      socket.answeredAt = this.scheduler.now() + this.connectTime;
      this.later(this.connectTime + this.latency, () => this.#opened(socket));
    });
    return socket;
  }

  #limited(): boolean {
    if (this.connectsPerMinute === Infinity) return false;
    const now = this.scheduler.now();
    this.connects = this.connects.filter((at) => now - at < 60_000);
    this.connects.push(now);
    return this.connects.length > this.connectsPerMinute;
  }

  #opened(socket: BackendSocket): void {
    if (!socket.held) return;
    socket.lastMessage = this.scheduler.now();
    if (this.limits.age < Infinity) {
      this.later(this.limits.age, () => this.#expire(socket));
      this.#watchIdle(socket);
    }
    this.opened.push(socket);
    socket.accept();
  }

  #watchIdle(socket: BackendSocket): void {
    const left = socket.lastMessage + this.limits.idle - this.scheduler.now();
    this.later(Math.max(1, left), () => {
      if (socket.readyState !== OPEN) return;
      if (socket.lastMessage + this.limits.idle <= this.scheduler.now()) this.#expire(socket);
      else this.#watchIdle(socket);
    });
  }

  #expire(socket: BackendSocket): void {
    if (socket.readyState === OPEN && !socket.frozen) socket.ended(1_001, true);
  }

  #deliver(socket: BackendSocket, text: string, delay: number): void {
    socket.lastMessage = this.scheduler.now();
    this.later(delay, () => {
      if (socket.frozen || (socket.readyState !== OPEN && socket.readyState !== CLOSING)) return;
      if (socket.readyState === OPEN) this.arrivals.push({ text, socket, at: this.scheduler.now() });
      socket.deliver(text);
    });
  }
}
