import fc from 'fast-check';
import { seeded } from '../support/seeded';
import { TabsWorld, type WorldTab } from './tabs-world';

type Action =
  | { readonly do: 'open' }
  | { readonly do: 'close' | 'crash' | 'stop' | 'hide' | 'wake'; readonly which: number; readonly whom: Whom }
  | { readonly do: 'say'; readonly which: number; readonly times: number }
  | { readonly do: 'drop'; readonly which: number }
  | { readonly do: 'pass'; readonly ms: number };

type Whom = 'holder' | 'spare' | 'any';

const whom = fc.constantFrom<Whom>('holder', 'spare', 'any');
const which = fc.nat(9);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('open' as const) }),
  fc.record({ do: fc.constantFrom('close' as const, 'crash' as const, 'stop' as const, 'hide' as const), which, whom }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wake' as const), which, whom: fc.constant<Whom>('any') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('say' as const), which, times: fc.integer({ min: 1, max: 5 }) }),
  },
  fc.record({ do: fc.constant('drop' as const), which }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 8_000 }) }) },
);

/** The same runs each time, unless `TABS_RUNS` asks for others. */
const SEARCH = process.env.TABS_RUNS ? { numRuns: Number(process.env.TABS_RUNS) } : { numRuns: 25, seed: 1 };
const STEP = 20;

class Model {
  readonly world: TabsWorld;
  readonly tabs: WorldTab[] = [];
  #hidden = new Set<WorldTab>();

  constructor(
    seed: number,
    readonly spare: boolean,
  ) {
    this.world = new TabsWorld(seeded(seed));
  }

  get alive(): readonly WorldTab[] {
    return this.tabs.filter(({ host }) => !host.isGone);
  }

  get running(): readonly WorldTab[] {
    return this.alive.filter(({ host }) => !host.isStopped);
  }

  act(action: Action): void {
    switch (action.do) {
      case 'open':
        if (this.alive.length < 6) this.tabs.push(this.world.tab({ spare: this.spare }));
        return;
      case 'say':
        for (let left = action.times; left > 0; left -= 1) this.#pick(this.running, action.which)?.say();
        return;
      case 'pass':
        for (let left = action.ms; left > 0; left -= STEP) {
          this.world.broadcast();
          this.world.pass(STEP);
          this.check();
        }
        return;
      case 'drop':
        this.world.backend.strike('drop', action.which);
        return;
      case 'wake': {
        const tab = this.#pick(
          this.alive.filter(({ host }) => host.isStopped),
          action.which,
        );
        if (!tab) return;
        if (this.#hidden.delete(tab)) tab.show();
        else tab.host.goOn();
        return;
      }
      default:
        this.#strike(action.do, this.#whom(action.whom, action.which));
    }
  }

  /** All that must hold at any time. */
  check(): void {
    const { world } = this;
    // A stopped page keeps its connection until it goes on.
    const stopped = this.alive.filter(({ host }) => host.isStopped).length;
    const open = world.backend.open.length;
    if (open > 2 + stopped) throw new Error(`${open} connections are open, and ${stopped} tabs are stopped`);
    const wrongs = [...world.wrongs, ...world.backend.wrongs];
    if (wrongs.length > 0) throw new Error(wrongs.join());
    for (const tab of this.tabs) this.#checkNumbers(tab);
  }

  readonly #checked = new Map<WorldTab, { next: number; readonly seen: Set<number> }>();

  #checkNumbers(tab: WorldTab): void {
    const checked = this.#checked.get(tab) ?? { next: 0, seen: new Set<number>() };
    this.#checked.set(tab, checked);
    for (; checked.next < tab.history.length; checked.next += 1) {
      const now = tab.history[checked.next];
      const before = tab.history[checked.next - 1];
      if (typeof now !== 'number') continue;
      if (checked.seen.has(now)) throw new Error(`tab ${this.tabs.indexOf(tab)} received ${now} twice`);
      checked.seen.add(now);
      if (typeof before === 'number' && now !== before + 1)
        throw new Error(`tab ${this.tabs.indexOf(tab)} received ${now} after ${before}, and was told of no gap`);
    }
  }

  /** All that must hold once every tab runs and nothing more happens. */
  settle(): void {
    for (const tab of this.alive) {
      if (!tab.host.isStopped) continue;
      if (this.#hidden.delete(tab)) tab.show();
      else tab.host.goOn();
    }
    this.world.pass(70_000);
    this.check();
    const { world } = this;
    expect(world.backend.open).toHaveLength(Math.min(this.alive.length, this.spare ? 2 : 1));
    for (const tab of this.alive) {
      expect(tab.socket.status.state).toBe('open');
      expect(tab.errors).toEqual([]);
    }
    const n = world.broadcast();
    // Three times the longest delay of the virtual browser, and more.
    world.pass(500);
    for (const tab of this.alive) expect(tab.numbers.at(-1)).toBe(n);
    this.#checkSends();
    expect(world.browser.posted.join()).not.toContain('5ecret');
  }

  #checkSends(): void {
    const received = this.world.backend.received.map((text) => (JSON.parse(text) as { readonly n: number }).n);
    expect(new Set(received).size).toBe(received.length);
    const arrived = new Set(received);
    for (const tab of this.alive) {
      const told = new Set(tab.undelivered);
      expect(tab.sent.filter((n) => !arrived.has(n) && !told.has(n))).toEqual([]);
    }
  }

  #whom(whom: Whom, which: number): WorldTab | undefined {
    if (whom === 'any') return this.#pick(this.running, which);
    return this.running.find((tab) => (whom === 'holder' ? tab.isHolder : tab.isSpare));
  }

  #strike(how: 'close' | 'crash' | 'stop' | 'hide', tab: WorldTab | undefined): void {
    if (!tab) return;
    if (how === 'close') tab.close();
    else if (how === 'crash') tab.crash();
    else if (how === 'stop') tab.host.stop();
    else {
      this.#hidden.add(tab);
      tab.hide();
    }
  }

  #pick(tabs: readonly WorldTab[], which: number): WorldTab | undefined {
    return tabs[which % Math.max(1, tabs.length)];
  }
}

/** A strike on the holder while the spare is ready, and nothing else for a while. */
const handover = fc.record({
  how: fc.constantFrom('close' as const, 'crash' as const, 'stop' as const, 'hide' as const),
  tabs: fc.integer({ min: 3, max: 5 }),
  before: fc.integer({ min: 0, max: 3_000 }),
});

it('no message is lost and no status changes while the spare takes over from a holder that goes in any way', () => {
  fc.assert(
    fc.property(fc.nat(), handover, (seed, { how, tabs, before }) => {
      const model = new Model(seed, true);
      for (let left = tabs; left > 0; left -= 1) model.act({ do: 'open' });
      model.act({ do: 'pass', ms: 5_000 + before });
      const others = model.alive.filter((tab) => !tab.isHolder);
      model.act({ do: how, which: 0, whom: 'holder' });
      model.act({ do: 'pass', ms: 8_000 });
      for (const tab of others) {
        expect(tab.history).not.toContain('gap');
        expect(tab.states.slice(tab.states.indexOf('open'))).toEqual(['open']);
        expect(tab.numbers.at(-1)).toBeGreaterThan(model.world.broadcasts - 30);
      }
      model.settle();
    }),
    SEARCH,
  );
});

describe.each([true, false])('tabs that come, go, stop and wake at random, spare: %s', (spare) => {
  it('have one holder, deliver no message twice, lose none untold, and send each message once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(action, { minLength: 5, maxLength: 25 }), (seed, actions) => {
        const model = new Model(seed, spare);
        for (const one of [{ do: 'open' } as const, { do: 'open' } as const, ...actions]) {
          model.act(one);
          model.check();
        }
        model.settle();
      }),
      SEARCH,
    );
  });
});
