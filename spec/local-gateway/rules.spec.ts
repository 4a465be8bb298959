import fc from 'fast-check';
import { channelFrom } from '../../lib/local-gateway/rules/channel';
import { ConnectLimit } from '../../lib/local-gateway/rules/connect-limit';
import { selectHandler } from '../../lib/local-gateway/rules/handler-selection';
import { SessionTable } from '../../lib/local-gateway/rules/session-table';
import { SlidingWindow } from '../../lib/local-gateway/rules/sliding-window';
import { TokenStore } from '../../lib/local-gateway/rules/token-store';

describe('SlidingWindow', () => {
  it('counts, at any time, exactly what a key did in the window before', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(400)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (happened) => {
        let now = 0;
        const window = new SlidingWindow(1_000, () => now);
        const log: (readonly [string, number])[] = [];
        for (const [key, pause] of happened) {
          now += pause;
          window.record(key);
          log.push([key, now]);
          for (const asked of ['a', 'b']) {
            expect(window.count(asked)).toBe(log.filter(([k, at]) => k === asked && at > now - 1_000).length);
          }
        }
      }),
    );
  });
});

describe('ConnectLimit', () => {
  it('keeps a client out that comes back every 2.9 s, and lets one in that stays away for a minute', () => {
    let now = 0;
    const limit = new ConnectLimit(20, () => now);
    const client = { address: '192.0.2.1' };
    for (let count = 0; count < 20; count += 1) limit.record(client);
    for (let count = 0; count < 100; count += 1) {
      now += 2_900;
      expect(limit.admits(client)).toBe(false);
    }
    now += 60_000;
    expect(limit.admits(client)).toBe(true);
  });

  it('counts a user across addresses, and an address across users', () => {
    const limit = new ConnectLimit(1, () => 0);
    limit.record({ address: '192.0.2.1', user: 'ada' });
    expect(limit.admits({ address: '192.0.2.2', user: 'ada' })).toBe(false);
    expect(limit.admits({ address: '192.0.2.1', user: 'bob' })).toBe(false);
    expect(limit.admits({ address: '192.0.2.3', user: 'eve' })).toBe(true);
  });
});

describe('TokenStore', () => {
  it('spends a token once, for its holder only, within its life', () => {
    let now = 0;
    const store = new TokenStore(60_000, () => now);
    const token = store.issue('ada');
    expect(store.consume(token, 'eve')).toBe('of another session');
    now = 60_000;
    expect(store.consume(token, 'ada')).toBeUndefined();
    expect(store.consume(token, 'ada')).toBe('unknown or used');
    const old = store.issue();
    now += 60_001;
    expect(store.consume(old)).toBe('expired');
    expect(store.consume(null)).toBe('missing');
  });

  it('forgets tokens that nobody used', () => {
    let now = 0;
    const store = new TokenStore(60_000, () => now);
    const forgotten = store.issue();
    now += 120_000;
    store.issue();
    expect(store.consume(forgotten)).toBe('unknown or used');
  });
});

describe('channelFrom', () => {
  it.each([
    ['', 'default'],
    ['channel=', 'default'],
    ['channel=room-1_B', 'room-1_B'],
    [`channel=${'x'.repeat(128)}`, 'x'.repeat(128)],
    [`channel=${'x'.repeat(129)}`, undefined],
    ['channel=two%20words', undefined],
    ['channel=caf%C3%A9', undefined],
    ['channel=a%0A', 'a\n'],
  ])('reads %j as %j', (query, channel) => {
    expect(channelFrom(new URLSearchParams(query))).toBe(channel);
  });
});

describe('selectHandler', () => {
  const allowed = new Set(['toast', 'ping', 'default', '_secret']);
  const select = (body: unknown) => selectHandler(JSON.stringify(body), (name) => allowed.has(name));

  it.each([
    [{ handler: 'toast', action: 'ping' }, 'toast'],
    [{ handler: 'unknown', action: 'ping' }, 'ping'],
    [{ handler: 'default', action: 'ping' }, 'ping'],
    [{ handler: '_secret', action: 'ping' }, 'ping'],
    [{ handler: 7, action: 'ping' }, 'ping'],
    [{ action: 'toast' }, 'toast'],
    [{ action: 'unknown' }, 'default'],
    [{ action: null }, 'default'],
    [{ action: '__proto__' }, 'default'],
  ])('of %j is %s', (body, name) => {
    expect(select(body)).toMatchObject({ kind: 'handler', name });
  });

  it.each([[{ type: 'toast' }], [['action']], ['an action'], [7], [null]])('rejects %j', (body) => {
    expect(select(body)).toEqual({ kind: 'rejected', reason: 'Invalid request format (1)' });
  });
});

describe('SessionTable', () => {
  it('sends broadcasts to the connected rows of a channel, and to none that was ever marked as gone', () => {
    const table = new SessionTable();
    expect(table.add('1', 'a', 'ada')).toBe(true);
    expect(table.add('1', 'a', 'ada')).toBe(false);
    table.add('2', 'a', 'bob');
    table.add('3', 'b', 'eve');
    table.changeChannel('3', 'a');
    expect([...table.connectedIn('a')].sort()).toEqual(['1', '2', '3']);
    expect([...table.connectedIn('b')]).toEqual([]);
    expect(table.markGone('2')).toBe(true);
    expect(table.markGone('2')).toBe(true);
    expect(table.markGone('unknown')).toBe(false);
    table.changeChannel('2', 'b');
    expect([...table.connectedIn()].sort()).toEqual(['1', '3']);
    expect(table.get('2')).toMatchObject({ connected: false });
  });

  it('keeps a bounded number of rows that are gone', () => {
    const table = new SessionTable();
    for (let id = 0; id < 3_000; id += 1) {
      table.add(String(id), 'a', 'ada');
      table.markGone(String(id));
    }
    expect(table.get('0')).toBeUndefined();
    expect(table.get('2999')).toBeDefined();
  });
});
