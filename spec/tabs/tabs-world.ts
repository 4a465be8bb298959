import { Observable } from 'rxjs';
import type { EnvironmentSignal, GatewaySocketConfig, TokenInput, WebSocketCtor } from '../../lib';
import { Page, shared } from '../../lib/tabs/across-tabs';
import { socketsFrom } from '../support/fake-socket';
import { recorded } from '../support/recorded';
import { type BackendSocket, VirtualBackend } from '../support/virtual-backend';
import { virtualTime } from '../support/virtual-time';
import { VirtualBrowser, type VirtualTab } from './virtual-browser';

interface Inbound {
  number: { n: number };
  reply: { n: number };
}
interface Outbound {
  say: { n: number };
}

/** A browser with tabs, and a backend, in virtual time. */
export class TabsWorld {
  readonly time;
  readonly backend: VirtualBackend;
  readonly browser: VirtualBrowser;
  /** What no tab may do. */
  readonly wrongs: string[] = [];
  /** Called for each socket that is made. */
  watchUrls: (url: string) => void = () => undefined;
  /** Called when a token is asked for. */
  watchTokens: (tab: WorldTab) => void = () => undefined;
  #said = 0;
  #broadcast = 0;

  constructor(random?: () => number) {
    this.time = virtualTime(random);
    this.backend = new VirtualBackend(this.time.scheduler, this.time.random);
    this.browser = new VirtualBrowser(this.time);
  }

  /** The number of a new broadcast. */
  broadcast(channel = 'a'): number {
    const n = ++this.#broadcast;
    this.backend.broadcast(JSON.stringify({ type: 'number', n }), channel, 0);
    return n;
  }

  get broadcasts(): number {
    return this.#broadcast;
  }

  nextSaid(): number {
    return ++this.#said;
  }

  tab(options: TabOptions = {}): WorldTab {
    return new WorldTab(this, options);
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.time.advance(ms);
  }
}

export interface TabOptions {
  readonly config?: Partial<GatewaySocketConfig>;
  readonly as?: string | (() => string);
  readonly spare?: boolean;
  /** Another socket of the same page. */
  readonly of?: WorldTab;
  /** Whether it subscribes to messages. Default: it does. */
  readonly unused?: boolean;
}

/** A tab with a socket, and all that it received. */
export class WorldTab {
  readonly host: VirtualTab;
  readonly page: Page;
  readonly environment = new Observable<EnvironmentSignal>((subscriber) =>
    this.host.page$.subscribe((signal) => subscriber.next(signal === 'hide' ? 'suspend' : 'wake')),
  );
  readonly socket;
  readonly numbers: number[] = [];
  /** The numbers, and `gap` where the tab was told that something may be missing. */
  readonly history: (number | 'gap')[] = [];
  readonly sent: number[] = [];
  readonly errors: unknown[] = [];
  readonly faults;
  readonly opened;
  readonly statuses;
  readonly events;

  constructor(
    readonly world: TabsWorld,
    { config = {}, as = 'ada', spare = true, of, unused = false }: TabOptions,
  ) {
    this.host = of?.host ?? world.browser.open();
    this.page = of?.page ?? new Page(this.host);
    this.socket = shared<Inbound, Outbound, 'type'>(
      {
        url: 'wss://ws.example.com',
        token: this.#token$,
        channel: 'a',
        WebSocketCtor: this.#WebSocketCtor,
        environment: this.environment,
        backoff: { jitter: 'none' },
        ...config,
      },
      { as, spare },
      this.page,
    );
    this.faults = recorded(this.socket.faults$).values;
    this.statuses = recorded(this.socket.status$).values;
    this.events = recorded(this.socket.events$).values;
    this.opened = recorded(this.socket.opened$).values;
    this.socket.opened$.subscribe(({ rotated, count }) => {
      if (!rotated && count > 1) this.history.push('gap');
    });
    if (!unused) this.listen();
  }

  listen(): void {
    this.socket.on('number').subscribe({
      next: ({ n }) => {
        this.numbers.push(n);
        this.history.push(n);
      },
      error: (error: unknown) => this.errors.push(error),
    });
  }

  get states(): readonly string[] {
    return this.statuses.map(({ state }) => state);
  }

  get isHolder(): boolean {
    return this.world.browser.holderOf(' main') === this.host;
  }

  get isSpare(): boolean {
    return this.world.browser.holderOf(' spare') === this.host;
  }

  /** The numbers of the messages that it was told are, or may be, lost. */
  get undelivered(): readonly number[] {
    return this.faults.flatMap((fault) =>
      fault.type === 'undelivered' ? [(fault.params as { readonly n: number }).n] : [],
    );
  }

  say(): void {
    this.host.run(() => {
      const n = this.world.nextSaid();
      this.sent.push(n);
      this.socket.send('say', { n });
    });
  }

  crash(): void {
    this.host.crash();
    this.#dropSockets();
  }

  close(): void {
    this.host.close();
    this.#dropSockets();
  }

  /** Goes into the back/forward cache, or is frozen by the browser. */
  hide(): void {
    this.host.page$.next('hide');
    this.host.stop();
  }

  show(): void {
    this.host.goOn();
    this.host.page$.next('show');
  }

  readonly #sockets: BackendSocket[] = [];

  #dropSockets(): void {
    for (const socket of this.#sockets) if (socket.held) socket.ended(1_006, false);
  }

  get #token$(): Observable<TokenInput> {
    return new Observable<TokenInput>((subscriber) => {
      this.world.watchTokens(this);
      // A tab that was stopped, or whose lock was taken, needs some ms to notice.
      const now = this.world.time.scheduler.now();
      const noticed = now - this.host.wentOnAt > 100 && now - this.host.robbedAt > 10;
      if (noticed && !this.isHolder && !this.isSpare)
        this.world.wrongs.push('a token was fetched by a tab without a lock');
      return this.world.backend.token$.subscribe({
        next: (token) => this.host.run(() => subscriber.next(token)),
        error: (error: unknown) => this.host.run(() => subscriber.error(error)),
      });
    });
  }

  /** The backend's, with events that are tasks of this tab. */
  get #WebSocketCtor(): WebSocketCtor {
    const { world, host } = this;
    const sockets = this.#sockets;
    return socketsFrom((url) => {
      world.watchUrls(url);
      const socket = world.backend.connect(url);
      sockets.push(socket);
      return new Proxy(socket, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' && !String(name).startsWith('on')
            ? (...args: readonly unknown[]): unknown => Reflect.apply(value, target, args)
            : value;
        },
        set: (target, name, value: unknown) =>
          Reflect.set(
            target,
            name,
            typeof value === 'function'
              ? (event: unknown) => host.run(() => void Reflect.apply(value, undefined, [event]))
              : value,
          ),
      });
    });
  }
}
