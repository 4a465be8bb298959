import fc from 'fast-check';
import { runModel } from './model-server';

/** `CAUGHT_UP_RUNS=300` runs more of them; a failing run prints its seed, which CAUGHT_UP_SEED replays. */
const runs = Number(process.env.CAUGHT_UP_RUNS ?? 25);
const seed = process.env.CAUGHT_UP_SEED;

const run = fc.record({
  seed: fc.integer(),
  messages: fc.constant(200),
  scatter: fc.constantFrom(0, 0, 200, 800),
  commit: fc.constantFrom(0, 0, 100, 1_000),
  failing: fc.constantFrom(0, 0.1, 0.1, 0.5, 0.9),
  sinceLast: fc.boolean(),
  ordered: fc.boolean(),
  cuts: fc.constant(true),
});

it('history and live messages are one stream: of 200 messages none is lost and none doubled, whatever is cut, slow or fails', () => {
  const total = { openings: 0, fetches: 0, gaps: 0 };
  fc.assert(
    fc.property(run, (given) => {
      const { lost, doubled, gaps, fetches, openings } = runModel(given);
      total.openings += openings;
      total.fetches += fetches;
      total.gaps += gaps;
      expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
    }),
    { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
  );
  // The schedules do what they are for.
  expect(total.openings).toBeGreaterThan(runs * 5);
  expect(total.fetches).toBeGreaterThan(runs * 5);
}, 600_000);

it('a rotation fetches nothing: the history of the first opening is the only one', () => {
  fc.assert(
    fc.property(run, (given) => {
      const { lost, doubled, fetches, openings } = runModel({ ...given, failing: 0, cuts: false });
      expect({ lost, doubled, fetches }).toEqual({ lost: [], doubled: [], fetches: 1 });
      expect(openings).toBeGreaterThan(1);
    }),
    { numRuns: Math.ceil(runs / 5), ...(seed !== undefined && { seed: Number(seed) }) },
  );
}, 600_000);
