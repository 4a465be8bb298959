import { openClient } from '../../support/virtual-client';

describe('a connection that is lost beside another', () => {
  it('timers of a lost new connection do not outlive it', () => {
    const { time, backend, socket, timers } = openClient();
    expect(timers()).toBe(1);
    for (let i = 0; i < 5; i += 1) {
      socket.reconnect();
      time.advance(1_000);
      backend.open.at(-1)!.ended(1_006, false);
      time.advance(100);
      time.advance(120_000);
    }
    expect(backend.open).toHaveLength(1);
    expect(timers()).toBe(1);
  });

  it('timers of a connection lost while the next was under way do not outlive it', () => {
    const { time, backend, socket, timers } = openClient();
    for (let i = 0; i < 5; i += 1) {
      socket.reconnect();
      time.advance(30);
      backend.closeAll(1_001);
      time.advance(60_000);
    }
    expect(backend.open).toHaveLength(1);
    expect(timers()).toBe(1);
  });
});
