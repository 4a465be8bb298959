import { ChannelHistory } from '../../lib/local-gateway/backend/channel-history';

describe('the history of channels', () => {
  it('keeps the last 50 messages of a channel, oldest first', () => {
    const history = new ChannelHistory();
    for (let n = 0; n < 60; n += 1) history.add('a', { n });
    expect(history.of('a').map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, index) => index + 10));
    expect(history.of('b')).toEqual([]);
  });

  it('keeps no more of a channel than one message can carry, and nothing that is longer by itself', () => {
    const history = new ChannelHistory();
    for (let n = 0; n < 10; n += 1) history.add('a', { n, text: 'x'.repeat(30_000) });
    expect(history.of('a').map(({ n }) => n)).toEqual([8, 9]);
    history.add('a', { text: 'é'.repeat(20_000) });
    expect(history.of('a')).toHaveLength(2);
    history.add('a', { text: 'é'.repeat(10_000) });
    expect(history.of('a')).toHaveLength(1);
  });

  it('keeps nothing that is nested so deep that the history could not be written', () => {
    const history = new ChannelHistory();
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    history.add('a', { text: nested(100) });
    history.add('a', { text: nested(300) });
    expect(history.of('a')).toHaveLength(1);
  });

  it('keeps 4 MB of all channels, whatever is said in how many, and forgets those that were unused for longest', () => {
    const history = new ChannelHistory();
    for (let n = 0; n < 3_000; n += 1) {
      history.add(`channel-${n}`, { text: 'x'.repeat(70_000) });
      history.add('busy', { n });
    }
    expect(history.bytes).toBeLessThanOrEqual(4_000_000);
    expect(history.bytes).toBeGreaterThan(3_800_000);
    expect(history.of('channel-0')).toEqual([]);
    expect(history.of('channel-2999')).toHaveLength(1);
    expect(history.of('busy')).toHaveLength(50);
    for (let n = 0; n < 30_000; n += 1) history.add(`small-${n}`, {});
    expect(history.bytes).toBeLessThanOrEqual(4_000_000);
  });
});
