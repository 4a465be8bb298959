import type { BackoffOptions } from '../../lib/index';
import type { Job, Result } from './job';
import { ours, policiesFor } from './policies/all';
import type { ScenarioName } from './scenario';

/** How much is simulated. */
export interface Extent {
  /** Sizes of the fleets that are not behind one address, the largest last. */
  readonly fleets: readonly number[];
  /** Sizes of those that are. */
  readonly offices: readonly number[];
  /** An office is so small that chance shows: it is run with so many seeds. */
  readonly officeRuns: number;
  /** Backoffs beside the default. */
  readonly variants: readonly BackoffOptions[];
  readonly seed: number;
}

/** One fleet in one scenario, by the name of its policy. */
export interface Run {
  readonly scenario: ScenarioName;
  readonly clients: number;
  readonly results: ReadonlyMap<string, Result>;
}

/** What another backoff would do. */
export interface Variant {
  readonly options: BackoffOptions;
  /** The largest fleet. */
  readonly restart: Result;
  /** The one before it. */
  readonly outage: Result;
  readonly offices: readonly Result[];
}

export interface Measured {
  readonly runs: readonly Run[];
  readonly variants: readonly Variant[];
  /** The largest fleet of ours after a restart, and the rotations that follow. */
  readonly returned: Result;
}

/** Simulates all of it, each fleet by `perform`. */
export async function measureAll(extent: Extent, perform: (job: Job) => Promise<Result>): Promise<Measured> {
  const { fleets, offices, officeRuns, variants, seed } = extent;
  const several = Array.from({ length: officeRuns }, (_, index) => seed + index);
  const [smaller = 0, largest = smaller] = fleets.slice(-2);
  const seedsOf = (scenario: ScenarioName) => (scenario === 'office' ? several : [seed]);

  const simulated = (policy: Job['policy'], scenario: ScenarioName, clients: number) =>
    perform({ policy, scenario, clients, seeds: seedsOf(scenario) });
  const run = async (scenario: ScenarioName, clients: number): Promise<Run> => {
    const names = policiesFor(clients).map(({ name }) => name);
    const results = names.map(async (name) => [name, await simulated(name, scenario, clients)] as const);
    return { scenario, clients, results: new Map(await Promise.all(results)) };
  };
  const variant = async (options: BackoffOptions): Promise<Variant> => {
    const [restart, outage, ...small] = await Promise.all([
      simulated(options, 'restart', largest),
      simulated(options, 'outage', smaller),
      ...offices.map((clients) => simulated(options, 'office', clients)),
    ]);
    return { options, restart, outage, offices: small };
  };

  const fleetsOf = (scenario: ScenarioName, sizes: readonly number[]) => sizes.map((clients) => run(scenario, clients));
  const [returned, runs, ofVariants] = await Promise.all([
    perform({ policy: ours.name, scenario: 'restart', clients: largest, seeds: [seed], wave: true }),
    Promise.all([
      ...fleetsOf('restart', fleets),
      ...fleetsOf('outage', fleets),
      ...fleetsOf('tokens', fleets),
      ...fleetsOf('office', offices),
    ]),
    Promise.all(variants.map(variant)),
  ]);
  return { returned, runs, variants: ofVariants };
}
