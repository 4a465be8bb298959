/**
 * Tabs on the real Web Locks and the real BroadcastChannel of Node, from version 24 on: jest.config.ts selects this file
 * there. `spec/tabs/` has the same in virtual time.
 */
import fc from 'fast-check';
import { Subject } from 'rxjs';
import { startLocalGateway, type HandlerContext, type LocalGateway } from '../../lib/local-gateway';
import { Page, shared } from '../../lib/tabs/across-tabs';
import { browserTab, canShare, type TabHost } from '../../lib/tabs/tab-host';

interface Inbound {
  number: { n: number };
}
interface Outbound {
  say: { n: number };
}

/** One page: its own locks and channels, which can hang as those of a page that is stopped do. */
class RealTab {
  readonly page$ = new Subject<'hide' | 'show'>();
  isHolder = false;
  isSpare = false;
  isOpen = true;
  readonly sent: number[] = [];
  readonly history: (number | 'gap')[] = [];
  readonly undelivered: number[] = [];
  #backlog: (() => void)[] | undefined;
  readonly socket;

  constructor(
    readonly gateway: LocalGateway,
    as: string,
  ) {
    const real = browserTab();
    const host: TabHost = {
      ...real,
      page$: this.page$,
      visible: () => true,
      lock: (name, steal, granted, lost) => {
        const holds = (value: boolean) => {
          if (name.endsWith(' main')) this.isHolder = value;
          else this.isSpare = value;
        };
        const free = real.lock(
          name,
          steal,
          () => {
            holds(true);
            granted();
          },
          () => {
            holds(false);
            lost();
          },
        );
        return () => {
          holds(false);
          free();
        };
      },
      channel: (name, receive) => {
        const end = real.channel(name, (note) => this.#run(() => receive(note)));
        return { post: (note) => this.#run(() => end.post(note)), close: () => this.#run(() => end.close()) };
      },
    };
    this.socket = shared<Inbound, Outbound, 'type'>(
      {
        url: gateway.url,
        channel: 'general',
        log: false,
        environment: false,
        backoff: { initial: 20, jitter: 'none' },
      },
      { as, spare: true },
      new Page(host),
    );
    this.socket.opened$.subscribe(({ rotated, count }) => {
      if (!rotated && count > 1) this.history.push('gap');
    });
    this.socket.faults$.subscribe((fault) => {
      if (fault.type === 'undelivered') this.undelivered.push((fault.params as Outbound['say']).n);
    });
    this.socket.on('number').subscribe(({ n }) => this.history.push(n));
  }

  get last(): number | 'gap' | undefined {
    return this.history.at(-1);
  }

  hang(): void {
    this.#backlog = [];
  }

  goOn(): void {
    const backlog = this.#backlog ?? [];
    this.#backlog = undefined;
    for (const task of backlog) task();
  }

  close(): void {
    this.isOpen = false;
    this.socket.close();
  }

  #run(task: () => void): void {
    if (this.#backlog) this.#backlog.push(task);
    else task();
  }
}

const next = () => new Promise((resolve) => setTimeout(resolve, 5));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await next();
}

class World {
  readonly tabs: RealTab[] = [];
  readonly received: number[] = [];
  #n = 0;
  #said = 0;

  constructor(
    readonly gateway: LocalGateway,
    readonly user: string,
  ) {}

  get alive(): readonly RealTab[] {
    return this.tabs.filter(({ isOpen }) => isOpen);
  }

  async open(): Promise<void> {
    const tab = new RealTab(this.gateway, this.user);
    this.tabs.push(tab);
    await until(() => tab.socket.status.state === 'open');
  }

  /** Some broadcasts, with sends in between, until every tab has them that is not stopped. */
  async flow(stopped?: RealTab): Promise<void> {
    for (let left = 20; left > 0; left -= 1) {
      this.gateway.broadcast({ type: 'number', n: ++this.#n }, 'general');
      for (const tab of this.alive) {
        tab.sent.push(++this.#said);
        tab.socket.send('say', { n: this.#said });
      }
      await next();
    }
    const running = this.alive.filter((tab) => tab !== stopped);
    // What was sent while no tab could receive it is a gap that the tabs were told of.
    await until(() => {
      if (running.every(({ last }) => last === this.#n)) return true;
      this.gateway.broadcast({ type: 'number', n: ++this.#n }, 'general');
      return false;
    });
  }

  get holder(): RealTab | undefined {
    return this.alive.find(({ isHolder }) => isHolder);
  }

  async act(action: 'close' | 'hide' | 'hang' | 'open'): Promise<void> {
    const { holder } = this;
    if (action === 'open') await this.open();
    else if (holder && this.alive.length > 1) {
      if (action === 'hide') {
        holder.page$.next('hide');
        await this.flow();
        holder.page$.next('show');
      } else if (action === 'close') holder.close();
      else {
        holder.hang();
        await until(() => this.alive.some((tab) => tab !== holder && tab.isHolder));
        await this.flow(holder);
        holder.goOn();
      }
    }
    await this.flow();
  }

  /** What must hold at the end. */
  check(): void {
    for (const { history } of this.tabs) {
      const numbers = history.filter((one) => one !== 'gap');
      expect(new Set(numbers).size).toBe(numbers.length);
      history.forEach((now, index) => {
        const before = history[index - 1];
        if (typeof now === 'number' && typeof before === 'number') expect(now).toBe(before + 1);
      });
    }
    expect(new Set(this.received).size).toBe(this.received.length);
    const arrived = new Set(this.received);
    for (const { sent, undelivered } of this.alive)
      expect(sent.filter((n) => !arrived.has(n) && !undelivered.includes(n))).toEqual([]);
    expect(this.alive.filter(({ isHolder }) => isHolder)).toHaveLength(1);
  }
}

let users = 0;

it('the host has what tabs need', () => {
  expect(canShare()).toBe(true);
});

it('tabs that come, go and hang on real locks and channels: one holder, no message twice, none lost untold', async () => {
  const action = fc.constantFrom('close' as const, 'hide' as const, 'hang' as const, 'open' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 5 }), async (actions) => {
      const received: number[] = [];
      const backend = { say: ({ message }: HandlerContext) => void received.push(Number(message.n)) };
      const gateway = await startLocalGateway({ tokens: false, connectsPerMinute: false, backend });
      const world = new World(gateway, `user ${++users}`);
      try {
        for (let left = 3; left > 0; left -= 1) await world.open();
        await world.flow();
        for (const one of actions) await world.act(one);
        await until(
          () =>
            world.alive.every(({ sent }) => sent.length > 0) &&
            gateway.connections.length === Math.min(2, world.alive.length),
        );
        world.received.push(...received);
        world.check();
      } finally {
        for (const tab of world.tabs) tab.close();
        await gateway.close();
      }
    }),
    { numRuns: 3, seed: 1, endOnFailure: true },
  );
}, 60_000);
