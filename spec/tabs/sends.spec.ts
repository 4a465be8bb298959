import fc from 'fast-check';
import { seeded } from '../support/seeded';
import { TabsWorld, type WorldTab } from './tabs-world';

type How = 'close' | 'crash' | 'stop';

/** One holder and some tabs that send 100 messages a second each, while the holder ends. */
function sendWhileItDies(seed: number, how: How, spare: boolean, followers: number) {
  const world = new TabsWorld(seeded(seed));
  const tabs = Array.from({ length: followers + 1 }, () => world.tab({ spare }));
  world.pass(5_000);
  const holder = tabs.find(({ isHolder }) => isHolder);
  if (!holder) throw new Error('no tab has the connection');
  const others = tabs.filter((tab) => tab !== holder);
  const sendFor = (ms: number) => {
    for (let left = ms; left > 0; left -= 10) {
      for (const tab of others) tab.say();
      world.pass(10);
    }
  };
  sendFor(300);
  if (how === 'stop') holder.host.stop();
  else holder[how]();
  sendFor(how === 'stop' ? 4_000 : 700);
  if (how === 'stop') holder.host.goOn();
  world.pass(10_000);
  return { received: receivedBy(world), others };
}

function receivedBy(world: TabsWorld): readonly number[] {
  return world.backend.received.map((text) => (JSON.parse(text) as { readonly n: number }).n);
}

const untold = (tabs: readonly WorldTab[], received: readonly number[]) => {
  const arrived = new Set(received);
  return tabs.flatMap((tab) => {
    const told = new Set(tab.undelivered);
    return tab.sent.filter((n) => !arrived.has(n) && !told.has(n));
  });
};

describe.each([true, false])('100 messages a second of each of 9 tabs, spare: %s', (spare) => {
  it.each([
    ['crash', 9],
    ['close', 9],
    ['stop', 3],
  ] as const)('arrive once or are told, while the holder ends by a %s', (how, followers) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { received, others } = sendWhileItDies(seed, how, spare, followers);
        expect(new Set(received).size).toBe(received.length);
        expect(untold(others, received)).toEqual([]);
        const told = others.flatMap(({ undelivered }) => undelivered);
        expect(new Set(told).size).toBe(told.length);
        // What a holder that announces its end has not sent is sent by the next one.
        if (how === 'close') expect(told).toEqual([]);
        for (const { sent } of others) expect(sent.length).toBeGreaterThan(90);
      }),
      { numRuns: 2, seed: 1 },
    );
  });

  it('arrive in the order of each tab', () => {
    const { received, others } = sendWhileItDies(7, 'close', spare, 9);
    for (const { sent } of others) {
      const mine = new Set(sent);
      const inOrder = received.filter((n) => mine.has(n));
      expect(inOrder).toEqual([...inOrder].sort((one, other) => one - other));
    }
  });
});

it('the next holder sends what the last one did not, also where its page gets the last notes late', () => {
  const world = new TabsWorld();
  const tabs = [world.tab(), world.tab(), world.tab()];
  world.pass(5_000);
  const next = tabs.find(({ isSpare }) => isSpare);
  // Longer than the next holder waits for the last notes.
  world.browser.lags = (tab) => (tab === next?.host ? 60 : 0);
  for (let left = 5; left > 0; left -= 1) next?.say();
  tabs.find(({ isHolder }) => isHolder)?.close();
  world.pass(1_000);
  expect(next?.undelivered).toEqual([]);
  expect(receivedBy(world)).toEqual(next?.sent);
});
