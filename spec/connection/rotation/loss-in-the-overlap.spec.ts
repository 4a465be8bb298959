import fc from 'fast-check';
import { openClient, virtualWorld } from '../../support/virtual-client';

/** The chance of one run: a stream of numbers from 0 to 1, over and over. */
const chance = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 7, maxLength: 50 });

describe('whichever of the two connections is lost, whenever in the overlap', () => {
  it('messages of distinct text that came on an open connection are delivered exactly once', () => {
    const given = fc.record({
      pauses: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 60 }),
      losses: fc.array(fc.record({ after: fc.integer({ min: 0, max: 50 }), which: fc.constantFrom(0, -1) }), {
        minLength: 1,
        maxLength: 3,
      }),
      chance,
    });
    fc.assert(
      fc.property(given, ({ pauses, losses, chance: drawn }) => {
        let drawing = 0;
        const world = virtualWorld(() => drawn[drawing++ % drawn.length]!);
        const { time, backend, socket, numbers, broadcast } = openClient({}, world);
        socket.reconnect();
        pauses.forEach((pause, n) => {
          broadcast(n, { scatter: 2_000 });
          time.advance(pause);
          for (const { after, which } of losses) {
            // Of two: the loss of the only one loses what nobody brings again.
            if (after === n && backend.open.length === 2) backend.open.at(which)?.ended(1_006, false);
          }
        });
        time.advance(30_000);
        const arrived = new Set(backend.arrivals.map(({ text }) => (JSON.parse(text) as { n: number }).n));
        expect([...numbers()].sort((a, b) => a - b)).toEqual([...arrived].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
