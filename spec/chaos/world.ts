import { Subject, Subscription } from 'rxjs';
import { type ConnectionStatus, type EnvironmentSignal, type GatewaySocket, type LogLevel } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { MAY_FOLLOW } from '../support/legal-transitions';
import { seeded } from '../support/seeded';
import { settableHost } from '../support/settable-host';
import { VirtualBackend } from '../support/virtual-backend';
import { virtualTime } from '../support/virtual-time';
import type { Schedule, Step } from './schedule';
import { SendAccount } from './send-account';
import { TopicAccount } from './topic-account';

export interface Inbound {
  n: { text: string };
  topic: { text: string };
}
export interface Outbound {
  say: { n: number };
  watch: {};
  unwatch: {};
  ask: {};
  /** Sent from within the handler of `opened$`. */
  opened: { count: number };
}

const BUDGET = 5;
const MAX_DELAY = 30_000;
/** The longest wait of the world but that for a turn: a `Retry-After` is in none of its answers. */
const MAX_WAIT = 90_000;
/** The longest that a client which takes turns waits for the next one, in ms: eight rounds, and the turn itself. */
const LONGEST_TURN = 8 * 95_000 + 30_000;

/** A copy may be under way for so long: a machine that sleeps meanwhile forgets what it is a copy of. */
const UNDER_WAY = 12_000;

/**
 * The longest that a client may take once nothing fails any more, in ms: for the keep-alive to find that a connection is
 * frozen, one maximal delay (that of a rate limit without a `Retry-After` is a shorter one), and the window of the budget.
 */
const RECOVERY = 35_000 + MAX_DELAY + 60_000;

/** One client in its world: runs a schedule, and collects what should not have been. */
export class World {
  readonly wrongs: string[] = [];
  readonly #time;
  readonly #host;
  readonly #backend;
  readonly #socket: GatewaySocket<Inbound, Outbound>;
  readonly #environment = new Subject<EnvironmentSignal>();
  readonly #login = new Subject<void>();
  /** How often each text was delivered to the one who listens. */
  readonly #delivered = new Map<string, number>();
  readonly #states: ConnectionStatus['state'][] = [];
  /** When each text was broadcast, in the time that timers know. */
  readonly #broadcast = new Map<string, number>();
  readonly #mayDouble = new Set<string>();
  readonly #mayMiss = new Set<string>();
  #wokeAt = -Infinity;
  /** After how many token requests the wall clock was set forward, and by how many ms. */
  readonly #setForwards: { readonly fetches: number; readonly ms: number }[] = [];
  readonly #sends: SendAccount;
  readonly #topic: TopicAccount;
  #listening = new Subscription();
  #asked = 0;
  #answered = 0;
  /** Whether copies kept their order: then messages do, in the overlap too. */
  #ordered = true;
  #lastText = 0;
  #texts = 0;
  #slept = 0;
  #delivering = false;
  #channel = 'a';
  #last: ConnectionStatus['state'] = 'idle';
  /** The number of the attempt that is under way; 0 for none. */
  #attempt = 0;

  constructor(
    private readonly given: Schedule,
    log: LogLevel | false = false,
  ) {
    const { seed, linger, rotates, overlap, byId, tokenLatency, connectTime } = given;
    const random = seeded(seed);
    this.#time = virtualTime(random);
    this.#host = settableHost(this.#time, given.steady);
    this.#backend = new VirtualBackend(this.#time.scheduler, random, { idle: 120_000, age: 400_000 });
    this.#backend.tokenLatency = tokenLatency;
    this.#backend.connectTime = connectTime;
    const dedupe = byId ? ({ text }: { readonly [key: string]: unknown }) => String(text) : 'text';
    this.#socket = assemble<Inbound, Outbound, 'type'>(
      {
        url: 'wss://ws.example.com',
        log,
        token: this.#backend.token$,
        channel: 'a',
        WebSocketCtor: this.#backend.WebSocketCtor,
        environment: this.#environment,
        resumeOn: this.#login,
        attemptsPerMinute: BUDGET,
        backoff: { max: MAX_DELAY },
        limits: { idle: 120_000, age: 400_000 },
        rotation: rotates && { ahead: 60_000, spread: 30_000, idleAhead: 20_000, overlap, dedupe },
        linger,
        keepAlive: { name: 'ping', every: 25_000, reply: 'pong', timeout: 10_000 },
      },
      this.#host,
    );
    this.#backend.watch = () => this.#checkSockets();
    this.#socket.status$.subscribe((status) => this.#checkStatus(status));
    this.#socket.opened$.subscribe(({ downtime }) => {
      if (downtime < 0) this.#wrong(`a downtime of ${downtime} ms`);
    });
    this.#socket.events$.subscribe((event) => {
      if (event.type === 'ended' && event.error.uptime < 0) this.#wrong(`an uptime of ${event.error.uptime} ms`);
    });
    this.#sends = new SendAccount(this.#socket, this.#backend);
    this.#topic = new TopicAccount(this.#socket, this.#backend, this.#host);
    this.#listen();
  }

  run(): void {
    for (const step of this.given.steps) {
      this.#take(step);
      this.#time.advance(1);
    }
    if (!this.given.closedAmidst) this.#heal();
    this.#close();
    this.#checkTokens();
    this.#checkMessages();
    for (const wrong of this.#sends.wrongs()) this.#wrong(wrong);
    if (this.#answered !== this.#asked) this.#wrong(`${this.#asked} requests, of which ${this.#answered} have ended`);
  }

  #listen(): void {
    if (!this.#listening.closed && this.#delivering) return;
    this.#delivering = true;
    // Only what the backend broadcasts: the answers to pings are messages too.
    this.#listening = this.#socket.on('n').subscribe({
      next: ({ text }) => this.#deliver(text),
      error: () => this.#wrong('a stream errored although resumeOn was given'),
    });
    this.#listening.add(this.#topic.subscribe());
  }

  #take(step: Step): void {
    const { do: what } = step;
    switch (what) {
      case 'wait':
        this.#time.advance(step.ms);
        return;
      case 'tokens':
        this.#backend.tokenAnswers.push(...step.answers);
        return;
      case 'handshakes':
        this.#backend.handshakes.push(...step.answers);
        return;
      case 'close':
        this.#backend.closeAll(step.code);
        return;
      case 'drop':
        this.#backend.drop();
        return;
      case 'freeze':
        this.#backend.freeze();
        return;
      case 'reconnect':
        this.#socket.reconnect();
        return;
      case 'one':
        this.#backend.strike(step.what, step.which);
        return;
      case 'come':
        this.#listen();
        return;
      case 'leave':
        if (!this.given.stays) this.#listening.unsubscribe();
        return;
      case 'ask':
        this.#asked += 1;
        this.#socket.request('ask').subscribe({ complete: () => this.#end(), error: () => this.#end() });
        return;
      case 'login':
        this.#login.next();
        return;
      case 'send':
        this.#sends.send();
        return;
      case 'environment':
        this.#environment.next(step.signal);
        return;
      case 'clock':
        this.#host.set(step.ms);
        if (step.ms > 0) this.#setForward(step.ms);
        return;
      case 'frozen':
        this.#sleep(step.ms);
        this.#environment.next('wake');
        return;
      case 'sleep':
        this.#sleep(step.ms);
        return;
      case 'join':
        this.#channel = step.channel;
        this.#socket.join(step.channel);
        return;
      case 'broadcast':
        if (step.scatter > 0) this.#ordered = false;
        for (let i = 0; i < step.count; i += 1) {
          const text = `${this.#channel} ${++this.#texts}`;
          this.#broadcast.set(text, this.#time.scheduler.now() - this.#slept);
          // A frame may be the first sign of the end of a sleep, and so close the connection that brings it.
          if (!this.given.rotates && this.#time.scheduler.now() - this.#wokeAt < UNDER_WAY) this.#mayMiss.add(text);
          this.#backend.broadcast(JSON.stringify({ type: 'n', text }), this.#channel, step.scatter);
        }
    }
  }

  #sleep(ms: number): void {
    this.#mayRepeat();
    this.#slept += ms;
    this.#time.sleep(ms);
    this.#wokeAt = this.#time.scheduler.now();
  }

  /** A wall clock that is set forward looks like a sleep. */
  #setForward(ms: number): void {
    this.#mayRepeat();
    this.#setForwards.push({ fetches: this.#backend.fetches.length, ms });
  }

  /** A machine that sleeps forgets what the texts that are under way are copies of. */
  #mayRepeat(): void {
    for (const [text, at] of this.#broadcast) {
      if (this.#time.scheduler.now() - this.#slept - at >= UNDER_WAY) continue;
      this.#mayDouble.add(text);
      // Without rotation a wake closes the only connection, with the frames in it that are unread.
      if (!this.given.rotates) this.#mayMiss.add(text);
    }
  }

  #end(): void {
    this.#answered += 1;
  }

  #deliver(text: string): void {
    this.#delivered.set(text, (this.#delivered.get(text) ?? 0) + 1);
    const nth = Number(text.split(' ')[1]);
    if (this.#ordered && nth < this.#lastText) this.#wrong(`'${text}' came after ${this.#lastText}`);
    this.#lastText = nth;
  }

  /** The faults stop; within the longest wait the client is open again, and hears what is said. */
  #heal(): void {
    this.#backend.tokenAnswers.length = 0;
    this.#backend.handshakes.length = 0;
    // The host may go on reporting that it is offline.
    // Then an answer that is under way may still be fatal.
    if (this.given.liesOffline) this.#time.advance(this.given.tokenLatency);
    else this.#environment.next('online');
    this.#environment.next('wake');
    this.#login.next();
    this.#listen();
    this.#time.advance(RECOVERY);
    for (let left = LONGEST_TURN; left > 0 && this.#socket.status.state !== 'open'; left -= 1_000)
      this.#time.advance(1_000);
    if (this.#socket.status.state !== 'open') this.#wrong(`not open again but ${JSON.stringify(this.#socket.status)}`);
    const [first] = this.#backend.open;
    // In the middle of a rotation the old one may still be on its way out.
    if (!first || this.#backend.sockets.filter(({ held }) => held).length > 2)
      this.#wrong('open with no socket, or three');
    const text = `${this.#channel} ${++this.#texts}`;
    this.#backend.broadcast(JSON.stringify({ type: 'n', text }), this.#channel, 0);
    const received = this.#backend.received.length;
    if (this.#sends.send() !== 'sent') this.#wrong('a send was queued while open');
    this.#time.advance(1_000);
    if (this.#backend.received.length === received) this.#wrong('a send was lost while all was well');
    if (this.#delivered.get(text) !== 1)
      this.#wrong(`the last text was delivered ${this.#delivered.get(text) ?? 0} times`);
    for (const wrong of this.#topic.wrongs()) this.#wrong(wrong);
  }

  #close(): void {
    this.#socket.close();
    const left = this.#time.timers() - this.#backend.timers;
    if (left !== 0) this.#wrong(`${left} timers were left after close()`);
    const before = [this.#backend.fetches.length, this.#backend.sockets.length, this.#states.length];
    this.#environment.next('online');
    this.#login.next();
    this.#socket.reconnect();
    this.#time.advance(1_000_000);
    const after = [this.#backend.fetches.length, this.#backend.sockets.length, this.#states.length];
    if (before.join() !== after.join())
      this.#wrong(`something happened after close(): ${before.join()} → ${after.join()}`);
    if (this.#environment.observed || this.#login.observed) this.#wrong('a listener was left after close()');
    if (this.#backend.sockets.some(({ held }) => held)) this.#wrong('a socket was left after close()');
  }

  #checkSockets(): void {
    const held = this.#backend.sockets.filter((socket) => socket.held).length;
    const allowed = this.#socket.status.state === 'open' ? 1 : 0;
    if (held > allowed) this.#wrong(`a socket is opened beside ${held} while ${this.#socket.status.state}`);
  }

  #checkStatus(status: ConnectionStatus): void {
    const { state } = status;
    const ends = state === 'waiting' && status.until % 95_000 < 30_000 ? LONGEST_TURN : MAX_WAIT;
    if (state === 'waiting' && (status.delay < 0 || status.delay > ends)) this.#wrong(`a wait of ${status.delay} ms`);
    if (state === 'waiting' && status.reason === 'backoff' && status.attempt <= this.#attempt)
      this.#wrong(`attempt ${this.#attempt} has failed, and attempt ${status.attempt} comes next`);
    this.#attempt = state === 'authorizing' || state === 'connecting' ? status.attempt : 0;
    if (this.#states.length > 0 && !MAY_FOLLOW[this.#last].includes(state)) {
      this.#wrong(`${state} followed ${this.#last}`);
    }
    this.#states.push(state);
    this.#last = state;
  }

  #checkTokens(): void {
    for (const wrong of this.#backend.wrongs) this.#wrong(wrong);
    const fetches = this.#backend.fetches.map((at, index) =>
      this.#setForwards.reduce((time, forward) => (forward.fetches <= index ? time + forward.ms : time), at),
    );
    fetches.forEach((at, index) => {
      const earlier = fetches[index - BUDGET];
      if (earlier !== undefined && at - earlier < 60_000) this.#wrong(`${BUDGET + 1} tokens in ${at - earlier} ms`);
    });
  }

  /** Each text that came on an open connection was delivered once, and none was that did not come. */
  #checkMessages(): void {
    const arrived = new Set(
      this.#backend.arrivals.flatMap(({ text }) => {
        const message = JSON.parse(text) as { readonly type: string; readonly text: string };
        return message.type === 'n' ? [message.text] : [];
      }),
    );
    for (const text of arrived) {
      const times = this.#delivered.get(text) ?? 0;
      const least = this.given.stays && !this.given.closedAmidst && !this.#mayMiss.has(text) ? 1 : 0;
      const most = this.#mayDouble.has(text) ? 2 : 1;
      if (times < least || times > most) this.#wrong(`'${text}' was delivered ${times} times`);
    }
  }

  #wrong(what: string): void {
    this.wrongs.push(`${this.#time.scheduler.now()} ms: ${what}`);
  }
}
