import fc from 'fast-check';

/** 5 s in `npm test`, a minute in `npm run test:fuzz`. A failing run prints its seed, which FUZZ_SEED replays. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 5);
const SEED = process.env.FUZZ_SEED;

/** For jest: the time of a run, and some more for what is shrunk after a failure. */
export const FUZZ_TIMEOUT = (SECONDS + 60) * 1_000;

/**
 * Runs a property on random input for as long as the command says.
 *
 * @param share the part of that time, where several properties are about the same thing
 */
export async function forAWhile<Input>(
  input: fc.Arbitrary<Input>,
  check: (input: Input) => void | Promise<void>,
  share = 1,
): Promise<void> {
  let runs = 0;
  const property = fc.asyncProperty(input, async (given) => {
    runs += 1;
    await check(given);
  });
  await fc.assert(property, {
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: SECONDS * share * 1_000,
    markInterruptAsFailure: false,
    ...(SEED !== undefined && { seed: Number(SEED) }),
  });
  // A generator that gives nothing would prove nothing.
  expect(runs).toBeGreaterThan(SECONDS * share);
}
