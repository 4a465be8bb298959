import { buildSharedPage, FOUND, SharedStage, until } from './support/shared-tabs';

const TABS = 10;
/** Messages a second. */
const RATE = 50;

let stage: SharedStage | undefined;
const starting = async (name: (typeof FOUND)[number]) => (stage = await SharedStage.start(name));

beforeAll(buildSharedPage);
afterEach(async () => {
  await stage?.end();
  stage = undefined;
});

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(FOUND)('tabs that share a connection, in %s', (name) => {
  it.each([true, false])(
    `${TABS} tabs that are opened at once, and reloaded at once: one token and one connection, and with the spare (%s) two`,
    async (spare) => {
      const here = await starting(name);
      const { pages } = here;
      await here.open(TABS, spare);
      await here.allOpen();
      const most = spare ? 2 : 1;
      await until(() => here.connections === most);
      const first = here.tokens;
      expect(first).toBe(most);

      const replies = await Promise.all(pages.map((page, k) => page.evaluate((value) => window.ask(value), k)));
      expect(replies).toEqual(numbered(0, TABS - 1));

      await Promise.all(pages.map((page) => page.reload()));
      await here.allOpen();
      await until(() => here.connections === most);
      console.log(`${name}, spare ${spare}: ${first} tokens for ${TABS} tabs, ${here.tokens - first} for their reload`);
      expect(here.refusedTokens).toBe(0);
    },
  );

  it('5 tabs that are reloaded 6 times in 30 s: no tab is dark for more than 3 s', async () => {
    const here = await starting(name);
    await here.open(5);
    await here.allOpen();
    const dark: number[] = [];
    const began = Date.now();
    for (let round = 1; round <= 6; round += 1) {
      await until(() => Date.now() - began >= (round - 1) * 5_000);
      await Promise.all(here.pages.map((page) => page.reload()));
      await here.allOpen();
      dark.push(...(await Promise.all(here.pages.map((page) => here.seen(page)))).map((seen) => seen.dark));
    }
    console.log(
      `${name}: dark for ${Math.max(...dark)} ms at most, ${here.tokens} tokens, ${here.refusedTokens} refused`,
    );
    expect(Math.max(...dark)).toBeLessThan(3_000);
  });

  const ends =
    name === 'Chromium' ? (['close', 'navigate', 'crash', 'stop'] as const) : (['close', 'navigate'] as const);

  it.each(ends)(
    `the holder goes (%s) under ${RATE} messages a second: with the spare nothing is lost or doubled`,
    async (how) => {
      const here = await starting(name);
      await here.open(4);
      await here.allOpen();
      await until(() => here.connections === 2);
      here.broadcast(RATE);
      // The spare is ready when it has compared itself with the holder for a while.
      await here.more(4 * RATE);
      const holder = await here.with('main');
      here.forget(holder);
      const before = here.sent;
      if (how === 'close') await holder.close();
      else if (how === 'navigate') await holder.goto(`${here.served.url}other.html`);
      else await holder[how]();
      await here.more(10 * RATE);
      here.quiet();
      await until(async () =>
        (await Promise.all(here.pages.map((page) => here.seen(page)))).every(
          ({ numbers }) => numbers.at(-1) === here.sent,
        ),
      );
      const all = await Promise.all(here.pages.map((page) => here.seen(page)));
      for (const { numbers, states, opened } of all) {
        expect(numbers).toEqual(numbered(numbers[0] ?? 0, here.sent));
        expect(numbers[0]).toBeLessThan(before);
        expect(states.slice(states.indexOf('open'))).toEqual(['open']);
        expect(opened.map(({ rotated, reconnected }) => [rotated, reconnected])).toEqual([
          [false, false],
          [true, false],
        ]);
      }
      console.log(
        `${name}, ${how}: 0 lost, 0 doubled, silent for ${Math.max(...all.map((seen) => seen.silence))} ms at most`,
      );
    },
  );

  // Firefox caches no page that is driven in this way.
  const inChromium = name === 'Chromium' ? it : undefined;
  inChromium?.(
    'the holder goes into the back/forward cache and comes back: no other tab notices, and it is open again',
    async () => {
      const here = await starting(name);
      await here.open(3);
      await here.allOpen();
      await until(() => here.connections === 2);
      here.broadcast(RATE);
      await here.more(4 * RATE);
      const holder = await here.with('main');
      await holder.goto(`${here.served.url}other.html`);
      await here.more(2 * RATE);
      await holder.goBack();
      await until(
        async () => (await holder.evaluate(() => 'seen' in window)) && (await here.seen(holder)).cached === 1,
      );
      await here.allOpen();
      await here.more(RATE);
      here.quiet();
      const others = here.pages.filter((page) => page !== holder);
      await until(async () =>
        (await Promise.all(here.pages.map((page) => here.seen(page)))).every(
          ({ numbers }) => numbers.at(-1) === here.sent,
        ),
      );
      for (const { numbers, states } of await Promise.all(others.map((page) => here.seen(page)))) {
        expect(numbers).toEqual(numbered(numbers[0] ?? 0, here.sent));
        expect(states.slice(states.indexOf('open'))).toEqual(['open']);
      }
      const { opened, numbers } = await here.seen(holder);
      expect(opened.at(-1)).toMatchObject({ reconnected: true });
      expect(new Set(numbers).size).toBe(numbers.length);
      await until(() => here.connections === 2);
    },
  );

  it('the holder is closed and there is no spare: every tab is told of a gap of less than 1 s', async () => {
    const here = await starting(name);
    await here.open(4, false);
    await here.allOpen();
    here.broadcast(RATE);
    await here.more(RATE);
    const holder = await here.with('main');
    here.forget(holder);
    await holder.close();
    await here.more(3 * RATE);
    await here.allOpen();
    for (const { opened, numbers } of await Promise.all(here.pages.map((page) => here.seen(page)))) {
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(opened.at(-1)).toMatchObject({ reconnected: true });
      expect(opened.at(-1)?.downtime).toBeLessThan(1_000);
    }
  });

  it('9 tabs send 100 messages a second each while the holder goes: each arrives once or is told', async () => {
    const here = await starting(name);
    await here.open(TABS);
    await here.allOpen();
    await until(() => here.connections === 2);
    here.broadcast(RATE);
    await here.more(4 * RATE);
    const holder = await here.with('main');
    here.forget(holder);
    await Promise.all(here.pages.map((page, by) => page.evaluate((who) => window.talk(who, 100), by)));
    await here.more(RATE);
    await holder.close();
    await here.more(2 * RATE);
    await Promise.all(here.pages.map((page) => page.evaluate(() => window.hush())));
    const results = await Promise.all(here.pages.map((page) => here.seen(page)));
    const wanted = results.flatMap(({ said }, by) => numbered(1, said).map((k) => `${by}:${k}`));
    const told = () =>
      Promise.all(here.pages.map((page) => here.seen(page))).then(
        (all) => new Set(all.flatMap(({ undelivered }, by) => undelivered.map(([, k]) => `${by}:${k}`))),
      );
    await until(async () => {
      const known = new Set([...here.said, ...(await told())]);
      return wanted.every((one) => known.has(one));
    });
    expect(new Set(here.said).size).toBe(here.said.length);
    console.log(`${name}: ${wanted.length} sent, ${new Set(here.said).size} arrived once, ${(await told()).size} told`);
  });
});
