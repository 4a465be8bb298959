import { openClient, virtualWorld } from '../../support/virtual-client';
import { VirtualBackend } from '../../support/virtual-backend';

describe('a join() that is taken back', () => {
  it.each(['control', 'settling', 'dismissing'])('does not call off the rotation that was under way (%s)', (when) => {
    const world = virtualWorld();
    const backend = new VirtualBackend(world.time.scheduler, world.time.random, { idle: 1e12, age: 7_200_000 });
    const { time, socket, events, opened, broadcast } = openClient(
      { limits: { idle: Infinity, age: 7_200_000 }, rotation: { spread: 0 } },
      { time: world.time, backend },
    );
    time.advance(6_600_000 - 1_000);
    if (when === 'dismissing') backend.handshakes.push('gone');
    while (backend.open.length < 2) time.advance(50);
    if (when === 'dismissing') {
      let n = 0;
      for (let i = 0; i < 200 && !events.some(({ type }) => type === 'ended'); i += 1) {
        broadcast(n++);
        time.advance(100);
      }
      expect(events.at(-1)).toMatchObject({ type: 'ended', error: { kind: 'unresponsive' } });
    } else time.advance(1_000); // settling: the next one is open, the sends are still on the first
    if (when !== 'control') {
      socket.join('b');
      time.advance(10);
      socket.join('a');
    }
    time.advance(700_000);
    // Never a gap: neither of the two rooms was ever left, and the gateway's age limit is no surprise.
    expect(opened.filter(({ reconnected }) => reconnected)).toEqual([]);
  });
});
