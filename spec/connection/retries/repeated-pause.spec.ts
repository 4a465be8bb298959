import { virtualClient } from '../../support/virtual-client';

describe('a pause whose reason is found again', () => {
  it('is reported once: a minute offline that ends before the next turn', () => {
    const { socket, time, backend, environment, statuses, events } = virtualClient();
    backend.handshakes.push(...Array.from({ length: 40 }, () => 'refuse' as const));
    socket.connect();
    time.advance(200_000);
    environment.next('offline');
    time.advance(600_000);
    const doubled = (list: readonly { readonly type?: string; readonly state?: string }[], what: string) =>
      list.filter((one, i) => [one, list[i - 1]].every((it) => (it?.type ?? it?.state) === what)).length;
    expect(statuses.filter(({ state }) => state === 'paused').length).toBeGreaterThan(3);
    expect([doubled(statuses, 'paused'), doubled(events, 'paused')]).toEqual([0, 0]);
  });
});
