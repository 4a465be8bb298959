import fc from 'fast-check';
import { schedule } from './schedule';
import { World } from './world';

/** `npm run test:chaos` runs them all; a failing run prints its seed, which CHAOS_SEED replays. */
const runs = Number(process.env.CHAOS_RUNS ?? 500);
const seed = process.env.CHAOS_SEED;

describe('whatever happens to its backend, its network and its machine, a client', () => {
  it('uses no token twice, keeps its budget, holds one connection (two in a rotation), loses and doubles nothing, and is open again, with its topic, when the faults stop', () => {
    fc.assert(
      fc.property(schedule, (given) => {
        const world = new World(given);
        world.run();
        if (world.wrongs.length > 0) throw new Error(world.wrongs.slice(0, 5).join('\n'));
      }),
      { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
    );
  }, 600_000);
});
