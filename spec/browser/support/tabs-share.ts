import { findBrowser } from './find-browser';
import { STARTS, type SharedBrowser, type SharedPage } from './shared-browsers';
import { SharedStage, until } from './shared-tabs';

const TABS = 10;
/** Messages a second. */
const RATE = 50;
/** Messages a second of each tab. */
const SENDS = 100;
/** So long afterwards nothing can be doubled any more, in messages: a copy follows within 3 s. */
const LATER = 3 * RATE;

/** What happens to the tab that has the connection. The result is what does it. */
const ENDS: Readonly<Record<string, (holder: SharedPage, url: string) => Promise<() => Promise<unknown>>>> = {
  'is closed': (holder) => Promise.resolve(() => holder.close()),
  'navigates away': (holder, url) => Promise.resolve(() => holder.goto(`${url}other.html`)),
  crashes: (holder) => holder.crash(),
  hangs: (holder) => Promise.resolve(() => holder.stop()),
};

/** The session of a WebDriver ends with a page that crashes. */
const endsIn = (name: keyof typeof STARTS) => Object.keys(ENDS).filter((how) => name !== 'WebKit' || how !== 'crashes');

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What holds in each browser. A file for each, so that they run side by side. */
export function tabsShare(name: keyof typeof STARTS): void {
  const describeFound = findBrowser(name) === undefined ? describe.skip : describe;
  describeFound(`tabs that share a connection, in ${name}`, () => specs(name));
}

function specs(name: keyof typeof STARTS): void {
  let browser: SharedBrowser;
  let here: SharedStage;
  beforeAll(async () => {
    browser = await STARTS[name]();
  });
  beforeEach(async () => {
    here = await SharedStage.start(browser);
  });
  afterEach(() => here.end());
  afterAll(() => browser.close());

  it.each([true, false])(
    `${TABS} tabs that are opened at once, and reloaded at once: one token and one connection, and with the spare (%s) two`,
    async (spare) => {
      await here.open(TABS, spare);
      await here.allOpen();
      const most = spare ? 2 : 1;
      await until(() => here.connections === most);
      const first = here.tokens;
      expect(first).toBe(most);

      const replies = await Promise.all(here.pages.map((page, k) => page.evaluate((value) => window.ask(value), k)));
      expect(replies).toEqual(numbered(0, TABS - 1));

      await Promise.all(here.pages.map((page) => page.reload()));
      await here.allOpen();
      await until(() => here.connections === most);
      console.log(`${name}, spare ${spare}: ${first} tokens for ${TABS} tabs, ${here.tokens - first} for their reload`);
      expect(here.refusedTokens).toBe(0);
    },
  );

  it('5 tabs that are reloaded 6 times, whenever there is a spare: no tab is dark for more than 3 s', async () => {
    await here.open(5);
    const dark: number[] = [];
    for (let round = 1; round <= 6; round += 1) {
      await here.allOpen();
      await until(() => here.connections === 2);
      await Promise.all(here.pages.map((page) => page.reload()));
      await here.allOpen();
      dark.push(...(await here.allSeen()).map((seen) => seen.dark));
    }
    const { tokens, refusedTokens } = here;
    console.log(`${name}: dark for ${Math.max(...dark)} ms at most, ${tokens} tokens, ${refusedTokens} refused`);
    expect(Math.max(...dark)).toBeLessThan(3_000);
  });

  const ends = endsIn(name);
  it(`under ${RATE} messages a second the holder ${ends.join(', the next one ')}: with the spare nothing is lost or doubled`, async () => {
    await here.open(ends.length + 2);
    await here.allOpen();
    here.broadcast(RATE);
    const silences: string[] = [];
    const before = here.sent;
    for (const how of ends) {
      await here.spareReady();
      const holder = await here.with('main');
      const end = await ENDS[how]?.(holder, here.served.url);
      here.forget(holder);
      await here.silence();
      await end?.();
      await here.with('main');
      await here.more(RATE);
      silences.push(`${how}: silent for ${await here.silence()} ms`);
    }
    await here.spareReady();
    await here.more(LATER);
    here.quiet();
    await here.allReceived();
    for (const { numbers, states, opened } of await here.allSeen()) {
      expect(numbers).toEqual(numbered(numbers[0] ?? 0, here.sent));
      expect(numbers[0]).toBeLessThan(before + 2 * RATE);
      expect(states.slice(states.indexOf('open'))).toEqual(['open']);
      expect(opened.map(({ rotated, reconnected }) => [rotated, reconnected])).toEqual([
        [false, false],
        ...ends.map(() => [true, false]),
      ]);
    }
    console.log(`${name}: 0 lost, 0 doubled. The holder ${silences.join(', ')}`);
  });

  // Firefox caches no page that is driven in this way.
  const whereCached = name === 'Firefox' ? undefined : it;
  whereCached?.(
    'the holder goes into the back/forward cache and comes back: no other tab notices, and it is open again',
    async () => {
      await here.open(3);
      await here.allOpen();
      here.broadcast(RATE);
      await here.spareReady();
      const holder = await here.with('main');
      here.forget(holder);
      await holder.goto(`${here.served.url}other.html`);
      await here.with('main');
      await here.more(RATE);
      await holder.goBack();
      await until(
        async () => (await holder.evaluate(() => 'seen' in window)) && (await here.seen(holder)).cached === 1,
      );
      const others = [...here.pages];
      here.pages.push(holder);
      await here.allOpen();
      await here.spareReady();
      await here.more(LATER);
      here.quiet();
      await here.allReceived();
      for (const { numbers, states } of await Promise.all(others.map((page) => here.seen(page)))) {
        expect(numbers).toEqual(numbered(numbers[0] ?? 0, here.sent));
        expect(states.slice(states.indexOf('open'))).toEqual(['open']);
      }
      const { opened, numbers } = await here.seen(holder);
      expect(opened.at(-1)).toMatchObject({ reconnected: true });
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(here.connections).toBe(2);
    },
  );

  it('the holder is closed and there is no spare: every tab is told of a gap of less than 1 s', async () => {
    await here.open(4, false);
    await here.allOpen();
    here.broadcast(RATE);
    await here.more(RATE);
    const holder = await here.with('main');
    here.forget(holder);
    await holder.close();
    await until(async () => (await here.allSeen()).every(({ opened }) => opened.length === 2));
    await here.more(RATE);
    for (const { opened, numbers } of await here.allSeen()) {
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(opened.at(-1)).toMatchObject({ reconnected: true });
      expect(opened.at(-1)?.downtime).toBeLessThan(1_000);
    }
  });

  it.each(ends.filter((how) => /closed|crashes/.test(how)))(
    `${TABS - 1} tabs send ${SENDS} messages a second each while the holder %s: each arrives once or is told`,
    async (how) => {
      await here.open(TABS);
      await here.allOpen();
      here.broadcast(RATE);
      await here.spareReady();
      const holder = await here.with('main');
      const end = await ENDS[how]?.(holder, here.served.url);
      here.forget(holder);
      await Promise.all(
        here.pages.map((page, by) => page.evaluate((who, perSecond) => window.talk(who, perSecond), by, SENDS)),
      );
      await until(() => here.said.length > 5 * SENDS);
      await end?.();
      await here.forgetGone();
      await here.with('main');
      const arrived = here.said.length;
      await until(() => here.said.length > arrived + 5 * SENDS);
      await Promise.all(here.pages.map((page) => page.evaluate(() => window.hush())));
      const known = async () => {
        const told = (await here.allSeen()).flatMap(({ undelivered, by }) => undelivered.map(([, k]) => `${by}:${k}`));
        return { told: new Set(told), all: new Set([...told, ...here.said]) };
      };
      const wanted = (await here.allSeen()).flatMap(({ said, by }) => numbered(1, said).map((k) => `${by}:${k}`));
      await until(async () => {
        const { all } = await known();
        return wanted.every((one) => all.has(one));
      });
      expect(new Set(here.said).size).toBe(here.said.length);
      const { told } = await known();
      console.log(
        `${name}, the holder ${how}: ${here.pages.length} tabs left, ${wanted.length} sent, ${here.said.length} arrived once, ${told.size} told`,
      );
    },
  );
}
