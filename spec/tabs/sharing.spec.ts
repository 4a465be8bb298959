import { firstValueFrom } from 'rxjs';
import { recorded } from '../support/recorded';
import { TabsWorld, type TabOptions, type WorldTab } from './tabs-world';
import { words } from '../support/words';

/** Some tabs, with a holder and its spare. */
function openTabs(count: number, options: TabOptions = {}): { world: TabsWorld; tabs: readonly WorldTab[] } {
  const world = new TabsWorld();
  const tabs = Array.from({ length: count }, () => world.tab(options));
  world.pass(5_000);
  return { world, tabs };
}

const following = (tabs: readonly WorldTab[]) => {
  const tab = tabs.find(({ isHolder, isSpare }) => !isHolder && !isSpare);
  if (!tab) throw new Error('there is no follower');
  return tab;
};
const holding = (tabs: readonly WorldTab[]) => tabs.filter(({ isHolder }) => isHolder);

describe('tabs of one user', () => {
  it('share one connection and one token, and a second one with the spare', () => {
    const world = new TabsWorld();
    const tabs = [world.tab(), world.tab(), world.tab()];
    world.pass(900);
    expect([world.backend.open.length, world.backend.fetches.length]).toEqual([1, 1]);
    world.pass(5_000);
    expect([world.backend.open.length, world.backend.fetches.length]).toEqual([2, 2]);
    expect(holding(tabs)).toHaveLength(1);
    const n = world.broadcast();
    world.pass(100);
    expect(tabs.map(({ numbers }) => numbers)).toEqual([[n], [n], [n]]);
    expect(tabs.map(({ socket }) => socket.status.state)).toEqual(['open', 'open', 'open']);
  });

  it('have one connection where there is no spare', () => {
    const { world } = openTabs(4, { spare: false });
    expect([world.backend.open.length, world.backend.fetches.length]).toEqual([1, 1]);
  });

  it('share nothing with another user, another channel or another address', () => {
    const world = new TabsWorld();
    world.tab({ spare: false });
    world.tab({ spare: false, as: 'bob' });
    world.tab({ spare: false, config: { channel: 'b' } });
    world.tab({ spare: false, config: { url: 'wss://other.example.com' } });
    world.pass(1_000);
    expect(world.backend.open).toHaveLength(4);
  });

  it('share one connection in one page as well', () => {
    const world = new TabsWorld();
    const first = world.tab();
    const second = world.tab({ of: first });
    world.pass(3_000);
    expect(world.backend.open).toHaveLength(1);
    world.broadcast();
    world.pass(100);
    expect([first.numbers, second.numbers]).toEqual([[1], [1]]);
  });

  it('send no token to each other', () => {
    const { world, tabs } = openTabs(3);
    holding(tabs)[0]?.crash();
    world.pass(3_000);
    expect(world.browser.posted.length).toBeGreaterThan(10);
    expect(world.browser.posted.join()).not.toContain('5ecret');
  });

  it('open no connection while nobody uses it, and close it with the last user', () => {
    const world = new TabsWorld();
    const tab = world.tab({ unused: true });
    world.pass(1_000);
    expect([world.backend.sockets.length, tab.socket.status.state]).toEqual([0, 'idle']);
    const use = tab.socket.connect();
    world.pass(1_000);
    expect(tab.socket.status.state).toBe('open');
    use.unsubscribe();
    world.pass(6_000);
    expect([world.backend.open.length, tab.socket.status.state]).toEqual([0, 'idle']);
    expect(world.browser.holderOf(' main')).toBeUndefined();
  });
});

describe('the status of a tab that follows', () => {
  it('has the wait of the holder, with its countdown and its cause', () => {
    const world = new TabsWorld();
    world.backend.handshakes.push('refuse', 'refuse', 'refuse');
    const tabs = [world.tab({ spare: false }), world.tab({ spare: false })];
    world.pass(1_500);
    const late = world.tab({ spare: false });
    world.pass(200);
    const [one, other] = [tabs[0]?.socket.status, tabs[1]?.socket.status];
    expect(one).toMatchObject({ state: 'waiting', reason: 'backoff', cause: { kind: 'refused', code: 1_006 } });
    expect(other).toMatchObject({ state: 'waiting', reason: 'backoff', cause: { kind: 'refused', code: 1_006 } });
    const until = one?.state === 'waiting' ? one.until : NaN;
    for (const status of [other, late.socket.status])
      expect(Math.abs((status?.state === 'waiting' ? status.until : NaN) - until)).toBeLessThan(15);
    world.pass(20_000);
    expect(late.socket.status.state).toBe('open');
  });

  it('fails with the cause of the holder, and each tab may start again', () => {
    const world = new TabsWorld();
    world.backend.tokenAnswers.push({ kind: 'status', status: 401 });
    const tabs = [world.tab(), world.tab(), world.tab()];
    world.pass(3_000);
    for (const { errors, statuses } of tabs) {
      expect(errors).toEqual([expect.objectContaining({ name: 'TokenError', kind: 'unauthenticated', status: 401 })]);
      expect(statuses).toContainEqual({ state: 'failed', cause: errors[0] });
    }
    expect(world.backend.fetches).toHaveLength(1);
    tabs[2]?.listen();
    world.pass(3_000);
    expect(tabs.map(({ socket }) => socket.status.state)).toEqual(['failed', 'failed', 'open']);
  });

  it('has the faults of the holder', () => {
    const world = new TabsWorld();
    world.backend.tokenAnswers.push({ kind: 'status', status: 503 });
    const tabs = [world.tab(), world.tab()];
    world.pass(5_000);
    for (const { faults } of tabs)
      expect(faults).toEqual([{ type: 'token', error: expect.objectContaining({ kind: 'unavailable' }) as unknown }]);
  });

  it('says what was missed where the connection of the holder is lost', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    world.backend.drop();
    world.pass(5_000);
    for (const { opened, events } of tabs) {
      expect(opened).toHaveLength(2);
      expect(opened[1]).toMatchObject({ count: 2, reconnected: true, rotated: false });
      expect(opened[1]?.downtime).toBeGreaterThan(900);
      expect(events.map(({ type }) => type)).toContain('ended');
    }
  });

  it('stays open where the connection of the holder is lost and there is a spare', () => {
    const { world, tabs } = openTabs(3);
    for (let i = 0; i < 200; i += 1) {
      world.broadcast();
      if (i === 100) world.backend.strike('drop', 0);
      world.pass(20);
    }
    world.pass(100);
    for (const { numbers, states } of tabs) {
      expect(numbers).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect(states.slice(states.indexOf('open'))).toEqual(['open']);
    }
    world.pass(5_000);
    expect(world.backend.open).toHaveLength(2);
  });

  it('stays open again and again: the page that lost its connection is the next spare', () => {
    const { world, tabs } = openTabs(2);
    for (let left = 3; left > 0; left -= 1) {
      world.backend.strike('drop', 0);
      world.pass(5_000);
    }
    expect([holding(tabs).length, tabs.filter(({ isSpare }) => isSpare).length]).toEqual([1, 1]);
    expect(world.backend.open).toHaveLength(2);
  });

  it('stays open where the holder hangs and no tab but one that follows can be seen: the spare takes over', () => {
    const { world, tabs } = openTabs(3);
    const spare = tabs.find(({ isSpare }) => isSpare);
    const holder = holding(tabs)[0];
    for (const { host } of tabs) host.isVisible = host === following(tabs).host;
    holder?.host.stop();
    // It is asked every 2 s, and the spare waits 2.5 s at most.
    world.pass(4_600);
    expect(spare?.isHolder).toBe(true);
    expect(spare?.states.slice(spare.states.indexOf('open'))).toEqual(['open']);
  });

  it('says that something is missing where a note of the holder did not arrive', () => {
    const { world, tabs } = openTabs(3);
    const tab = following(tabs);
    world.browser.loses = (note, to) => to === tab.host && JSON.stringify(note).includes(String.raw`\"n\":2}`);
    for (let i = 0; i < 10; i += 1) {
      world.broadcast();
      world.pass(20);
    }
    world.pass(100);
    expect(tab.history.slice(0, 2)).toEqual([1, 'gap']);
    expect(tab.history.at(-1)).toBe(10);
    expect(tab.opened.at(-1)).toMatchObject({ reconnected: true });
    for (const other of tabs) if (other !== tab) expect(other.history).toHaveLength(10);
  });

  it('says that something is missing where only the next holder received the last notes', () => {
    const { world, tabs } = openTabs(3);
    const tab = following(tabs);
    world.broadcast();
    world.pass(100);
    world.browser.loses = (note, to) => to === tab.host && JSON.stringify(note).includes('"t":"frame"');
    world.broadcast();
    world.pass(100);
    world.browser.loses = () => false;
    holding(tabs)[0]?.crash();
    world.pass(1_000);
    world.broadcast();
    world.pass(100);
    expect(tab.history).toEqual([1, 'gap', 3]);
  });

  it('says that something may be missing where the spare has just opened', () => {
    const world = new TabsWorld();
    const tabs = [world.tab(), world.tab(), world.tab()];
    world.pass(1_200);
    expect(world.backend.open).toHaveLength(2);
    world.broadcast();
    world.pass(100);
    tabs[0]?.crash();
    world.pass(1_000);
    for (const { opened } of tabs.slice(1)) expect(opened.at(-1)).toMatchObject({ reconnected: true, rotated: false });
  });

  it('delivers nothing late that came to the spare while the holder had no connection', () => {
    const world = new TabsWorld();
    const tabs = [world.tab(), world.tab()];
    world.pass(80);
    world.backend.drop();
    for (let i = 0; i < 100; i += 1) {
      world.broadcast();
      world.pass(20);
    }
    tabs[0]?.close();
    world.broadcast();
    world.pass(500);
    const { numbers = [] } = tabs[1] ?? {};
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(numbers.at(-1)).toBe(101);
  });

  it('shows an attempt while no holder answers', () => {
    const world = new TabsWorld();
    const holder = world.tab({ spare: false });
    world.pass(1_000);
    holder.host.stop();
    const late = world.tab({ spare: false });
    world.pass(300);
    expect(late.socket.status).toEqual({ state: 'connecting', attempt: 1 });
  });

  it('stays open when the holder replaces its connection', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    following(tabs).socket.reconnect();
    for (let i = 0; i < 1_000; i += 1) {
      world.broadcast();
      world.pass(20);
    }
    world.pass(100);
    for (const { numbers, opened, states } of tabs) {
      expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
      expect(opened.map(({ rotated }) => rotated)).toEqual([false, true]);
      expect(states.slice(states.indexOf('open'))).toEqual(['open']);
    }
  });
});

describe('a send of a tab that follows', () => {
  it('goes out once, on the connection of the holder', () => {
    const { world, tabs } = openTabs(3);
    for (const tab of tabs) tab.say();
    world.pass(100);
    expect(world.backend.received).toHaveLength(3);
    expect(new Set(world.backend.written.map(({ socket }) => socket)).size).toBe(1);
    expect(tabs.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('waits in the outbox of the tab while there is no connection', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    world.backend.handshakes.push('refuse');
    world.backend.drop();
    world.pass(100);
    const tab = following(tabs);
    expect(tab.socket.send('say', { n: 1 })).toBe('queued');
    expect(tab.socket.drain()).toEqual([{ name: 'say', params: { n: 1 } }]);
    expect(tab.socket.send('say', { n: 2 })).toBe('queued');
    world.pass(10_000);
    expect(world.backend.received).toEqual(['{"action":"say","n":2}']);
  });

  it.each([
    ['with the signals of the host', {}],
    ['without them', { environment: false as const }],
  ])('is sent by the next holder if the last one said that it stops, %s', (_name, config) => {
    const { world, tabs } = openTabs(3, { config });
    const tab = following(tabs);
    // Notes that are posted in this moment reach a page that is gone.
    holding(tabs)[0]?.close();
    for (let i = 0; i < 5; i += 1) tab.say();
    world.pass(1_000);
    expect(world.backend.received).toHaveLength(5);
    expect(tab.undelivered).toEqual([]);
  });

  it('is not sent again because a spare stops: that is not the page which may have sent it', () => {
    const { world, tabs } = openTabs(4);
    const tab = following(tabs);
    tabs.find(({ isSpare }) => isSpare)?.close();
    world.pass(100);
    tab.say();
    for (let left = 100; left > 0 && world.backend.received.length === 0; left -= 1) world.pass(1);
    // Before it is reported.
    holding(tabs)[0]?.crash();
    world.pass(10_000);
    expect(world.backend.received).toHaveLength(1);
    expect(tab.undelivered).toEqual([1]);
  });

  it('is unconfirmed if the holder ended without a word', () => {
    const { world, tabs } = openTabs(3);
    const tab = following(tabs);
    holding(tabs)[0]?.crash();
    for (let i = 0; i < 5; i += 1) tab.say();
    world.pass(3_000);
    expect(world.backend.received).toEqual([]);
    expect(tab.undelivered).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(tab.faults.map((fault) => fault.type === 'undelivered' && fault.reason))).toEqual(
      new Set(['unconfirmed']),
    );
  });
});

describe('a request of a tab that follows', () => {
  it('has its own reply, which reaches no other tab', async () => {
    const { world, tabs } = openTabs(4);
    const others = tabs.map(({ socket }) => recorded(socket.on('reply')).values);
    const replies = tabs.map(({ socket }, n) => firstValueFrom(socket.request('say', { n })));
    world.pass(100);
    for (const text of world.backend.received) {
      const { n, request_id } = JSON.parse(text) as { readonly n: number; readonly request_id: string };
      world.backend.reply(JSON.stringify({ type: 'reply', n, request_id }));
    }
    world.pass(100);
    expect((await Promise.all(replies)).map(({ n }) => n)).toEqual([0, 1, 2, 3]);
    expect(others.map((seen) => seen.map(({ n }) => n))).toEqual([[0], [1], [2], [3]]);
  });

  it('is lost with the connection of the holder that took it', () => {
    const { world, tabs } = openTabs(3);
    const asked = recorded(following(tabs).socket.request('say', { n: 1 }));
    world.pass(100);
    holding(tabs)[0]?.close();
    world.pass(500);
    expect(asked.errors).toEqual([expect.objectContaining({ kind: 'lost' })]);
  });

  it('is not rejected by the error of a message that another tab sent', () => {
    const { world, tabs } = openTabs(3);
    const asked = recorded(following(tabs).socket.request('say', { n: 1 }));
    world.pass(100);
    world.backend.reply('{"message":"Internal server error","connectionId":"c","requestId":"r"}');
    world.pass(100);
    expect(asked.errors).toEqual([]);
    for (const { faults } of tabs) expect(faults).toContainEqual(expect.objectContaining({ type: 'gateway-error' }));
  });
});

describe('hello', () => {
  it('goes out for each tab, on each connection of each holder', () => {
    const world = new TabsWorld();
    const tabs = ['x', 'y', 'z'].map((name) => world.tab({ config: { hello: () => [{ name }] } }));
    const hellos = () =>
      world.backend.written.map(({ text }) => (JSON.parse(text) as { action: string }).action).sort();
    world.pass(5_000);
    expect(hellos()).toEqual(['x', 'y', 'z']);
    tabs.find(({ isHolder }) => isHolder)?.close();
    world.pass(1_000);
    expect(hellos()).toHaveLength(5);
    expect(new Set(world.backend.written.map(({ socket }) => socket)).size).toBe(2);
  });
});

describe('join()', () => {
  it('moves this tab alone, and reads the old channel until the new one is open', () => {
    const { world, tabs } = openTabs(3);
    const tab = following(tabs);
    tab.socket.join('b');
    world.broadcast('a');
    world.pass(1_000);
    const n = world.broadcast('b');
    world.broadcast('a');
    world.pass(100);
    expect(tab.numbers).toEqual([1, n]);
    expect(tab.socket.status).toMatchObject({ state: 'open', channel: 'b' });
    expect(tab.opened.at(-1)).toMatchObject({ rotated: true, channel: 'b' });
    expect(holding(tabs)[0]?.socket.status).toMatchObject({ channel: 'a' });
    tab.say();
    world.pass(100);
    expect(world.backend.written.at(-1)?.socket.channel).toBe('b');
  });

  it('goes on with the next connection where the old one is lost meanwhile', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    const tab = following(tabs);
    tab.socket.join('b');
    world.pass(10);
    world.backend.drop();
    world.pass(5_000);
    expect(tab.socket.status).toMatchObject({ state: 'open', channel: 'b' });
  });
});

describe('another user', () => {
  it('gets nothing of what the user before had queued', () => {
    let user = 'ada';
    const world = new TabsWorld();
    const tab = world.tab({ as: () => user });
    world.pass(1_000);
    world.backend.handshakes.push('refuse', 'refuse');
    world.backend.drop();
    world.pass(100);
    tab.say();
    user = 'bob';
    world.pass(20_000);
    expect(tab.faults).toContainEqual({ type: 'undelivered', name: 'say', params: { n: 1 }, reason: 'closed' });
    expect(world.backend.received).toEqual([]);
    expect(tab.socket.status.state).toBe('open');
    expect([...new Set(world.browser.names)].filter((name) => name.endsWith(' main'))).toHaveLength(2);
  });

  it('has no token fetched under the name of the user before', () => {
    let user = 'ada';
    const world = new TabsWorld();
    const users: string[] = [];
    world.tab({ as: () => user });
    world.pass(1_000);
    world.watchTokens = () => users.push(`${user} on ${world.browser.nameOf(' main') ?? ''}`);
    world.backend.drop();
    world.pass(100);
    user = 'bob';
    world.pass(20_000);
    expect(users).toHaveLength(1);
    expect(users[0]).toMatch(/^bob on .*"bob"/);
  });

  it('must have a name', () => {
    const world = new TabsWorld();
    const tab = world.tab({ as: () => '' });
    world.pass(1_000);
    expect(tab.errors).toEqual([expect.objectContaining({ name: 'ConfigError', option: 'tabs.as' })]);
  });
});

it('two sockets of a page with other options for one connection: those of the first hold, and the second says so', () => {
  const world = new TabsWorld();
  const first = world.tab();
  const second = world.tab({ of: first, config: { query: { v: 2 } } });
  world.pass(1_000);
  expect(first.faults).toEqual([]);
  expect(second.faults).toEqual([
    { type: 'config', error: expect.objectContaining({ name: 'ConfigError', option: 'tabs' }) as unknown },
  ]);
  expect(second.socket.status.state).toBe('open');
});

describe('a deaf spare', () => {
  /** Tabs whose spare is answered like this, under a broadcast each 100 ms. */
  function withSpare(answers: readonly ('open' | 'deaf' | 'gone')[], ms: number) {
    const world = new TabsWorld();
    const tabs = [world.tab(), world.tab(), world.tab()];
    world.pass(900);
    world.backend.handshakes.push(...answers);
    for (let left = ms; left > 0; left -= 100) {
      world.broadcast();
      world.pass(100);
    }
    return { world, tabs };
  }
  const deaf = expect.objectContaining({
    type: 'deaf',
    hint: expect.stringMatching(words('tabs.spare')) as unknown,
  }) as unknown;

  it.each(['deaf', 'gone'] as const)('(%s) is replaced, and the tab that opened it has a fault', (answer) => {
    const { world, tabs } = withSpare([answer], 15_000);
    expect(tabs.filter(({ isSpare }) => isSpare).map(({ faults }) => faults)).toEqual([[deaf]]);
    expect(tabs.filter(({ isSpare }) => !isSpare).map(({ faults }) => faults)).toEqual([[], []]);
    expect([world.backend.sockets.length, world.backend.open.length]).toEqual([3, 2]);
    for (const { states } of tabs) expect(states.slice(states.indexOf('open'))).toEqual(['open']);
  });

  it('is replaced later each time, so that a backend that makes each one deaf gives few tokens for it', () => {
    const { world } = withSpare(
      Array.from({ length: 50 }, () => 'gone' as const),
      120_000,
    );
    // 1 for the holder, and a spare after 1, 2, 4, 8, 16 and 32 s, each deaf some 7 s later.
    expect(world.backend.fetches.length).toBe(7);
  });

  it('that takes over before it is found is replaced at once, and the tabs are told that something is missing', () => {
    const { world, tabs } = withSpare(['gone'], 5_000);
    holding(tabs)[0]?.crash();
    for (let left = 5_000; left > 0; left -= 100) {
      world.broadcast();
      world.pass(100);
    }
    const others = tabs.filter(({ host }) => !host.isGone);
    expect(others.map(({ opened }) => opened.some(({ reconnected }) => reconnected))).toEqual([true, true]);
    expect(others.map(({ numbers }) => numbers.at(-1))).toEqual([world.broadcasts, world.broadcasts]);
  });

  it('is not said of a spare that receives what the holder does, nor where nothing is sent', () => {
    expect(withSpare([], 30_000).tabs.flatMap(({ faults }) => faults)).toEqual([]);
    const { world, tabs } = withSpare(['gone'], 0);
    world.pass(60_000);
    expect(tabs.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

describe('a fatal error of a join()', () => {
  it('moves nothing: the open connection stays, until it ends by itself', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    const tab = following(tabs);
    world.backend.tokenAnswers.push({ kind: 'status', status: 401 });
    tab.socket.join('b');
    const n = world.broadcast();
    world.pass(3_000);
    expect(tab.socket.status).toMatchObject({ state: 'open', channel: 'a' });
    expect(tab.faults).toEqual([
      { type: 'token', error: expect.objectContaining({ kind: 'unauthenticated' }) as unknown },
    ]);
    expect([tab.numbers, tab.errors]).toEqual([[n], []]);
    world.backend.drop();
    world.pass(5_000);
    expect(tab.socket.status).toMatchObject({ state: 'open', channel: 'b' });
    expect(world.backend.open.map(({ channel }) => channel).sort()).toEqual(['a', 'b']);
  });

  it('ends the streams where it is still fatal when the open connection ends', () => {
    const { world, tabs } = openTabs(3, { spare: false });
    const tab = following(tabs);
    world.backend.tokenAnswers.push({ kind: 'status', status: 401 });
    tab.socket.join('b');
    world.pass(3_000);
    // One for each of the two connections.
    world.backend.tokenAnswers.push({ kind: 'status', status: 401 }, { kind: 'status', status: 401 });
    world.backend.drop();
    world.pass(5_000);
    expect(tab.errors).toEqual([expect.objectContaining({ kind: 'unauthenticated' })]);
  });

  it('is a fault where it is one of the configuration', () => {
    let wrong = false;
    const url = () => (wrong ? 'https://nowhere.example.com' : 'wss://ws.example.com');
    const { world, tabs } = openTabs(2, { config: { url }, spare: false });
    const tab = tabs[1];
    wrong = true;
    tab?.socket.join('b');
    world.pass(1_000);
    expect(tab?.socket.status).toMatchObject({ state: 'open', channel: 'a' });
    expect(tab?.faults).toEqual([{ type: 'config', error: expect.objectContaining({ option: 'url' }) as unknown }]);
  });
});
