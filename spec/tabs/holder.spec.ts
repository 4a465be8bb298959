import { TabsWorld } from './tabs-world';

it('three tabs have one connection and one token, and with the spare two of each', () => {
  const world = new TabsWorld();
  const tabs = [world.tab(), world.tab(), world.tab()];
  world.pass(900);
  expect(world.backend.open).toHaveLength(1);
  expect(world.backend.fetches).toHaveLength(1);
  world.pass(5_000);
  expect(world.backend.open).toHaveLength(2);
  expect(world.backend.fetches).toHaveLength(2);
  const n = world.broadcast();
  world.pass(100);
  expect(tabs.map(({ numbers }) => numbers)).toEqual([[n], [n], [n]]);
  expect(tabs.map(({ socket }) => socket.status.state)).toEqual(['open', 'open', 'open']);
  expect(world.browser.posted.join()).not.toContain('5ecret');
  expect(world.backend.wrongs).toEqual([]);
});

it('the spare takes over without a gap', () => {
  const world = new TabsWorld();
  const tabs = [world.tab(), world.tab(), world.tab()];
  world.pass(5_000);
  const [holder, ...others] = tabs;
  expect(holder?.isHolder).toBe(true);
  for (let i = 0; i < 100; i += 1) {
    world.broadcast();
    if (i === 50) holder?.close();
    world.pass(20);
  }
  world.pass(1_000);
  for (const tab of others) {
    expect(tab.numbers).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(tab.states.filter((state) => state !== 'open')).toHaveLength(tab.states.indexOf('open'));
    expect(tab.opened.map(({ rotated, reconnected }) => [rotated, reconnected])).toEqual([
      [false, false],
      [true, false],
    ]);
  }
});

it('sends go out once', () => {
  const world = new TabsWorld();
  const tabs = [world.tab(), world.tab(), world.tab()];
  world.pass(5_000);
  for (const tab of tabs) tab.say();
  world.pass(100);
  expect(world.backend.received).toHaveLength(3);
  expect(tabs.flatMap(({ undelivered }) => undelivered)).toEqual([]);
});
