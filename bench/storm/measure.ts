import type { BackoffOptions } from '../../lib/index';
import type { Job, Result } from './job';
import { ours, ownPolicies, policiesFor } from './policies/all';
import { isSmall, type ScenarioName } from './scenario';

/** How much is simulated. */
export interface Extent {
  readonly scenarios: readonly ScenarioName[];
  /** Sizes of the fleets that are not behind one address, the largest last. */
  readonly fleets: readonly number[];
  /** Sizes of those that are. */
  readonly offices: readonly number[];
  /** Larger ones, which are simulated with clients of ours alone: no peer brings the smaller ones back. */
  readonly largeOffices: readonly number[];
  /** With so many seeds is run what chance matters for: each office, and each fleet of ours. */
  readonly runs: number;
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
  /** The largest fleet of ours after a restart, and the rotations that follow; left out where no restart is simulated. */
  readonly returned: Result | undefined;
}

/** Simulates all of it, each fleet by `perform`. */
export async function measureAll(extent: Extent, perform: (job: Job) => Promise<Result>): Promise<Measured> {
  const { fleets, offices, largeOffices, variants, seed } = extent;
  const several = Array.from({ length: extent.runs }, (_, index) => seed + index);
  const [smaller = 0, largest = smaller] = fleets.slice(-2);

  const simulated = (policy: Job['policy'], scenario: ScenarioName, clients: number) =>
    perform({ policy, scenario, clients, seeds: isSmall(scenario) || policy === ours.name ? several : [seed] });
  const run = async (scenario: ScenarioName, clients: number): Promise<Run> => {
    const peers = scenario !== 'someClocks' && scenario !== 'allClocks' && !largeOffices.includes(clients);
    const names = (peers ? policiesFor(clients) : ownPolicies(clients)).map(({ name }) => name);
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

  const sizesOf = (scenario: ScenarioName) => (isSmall(scenario) ? [...offices, ...largeOffices] : fleets);
  const [runs, returned, ofVariants] = await Promise.all([
    Promise.all(extent.scenarios.flatMap((scenario) => sizesOf(scenario).map((clients) => run(scenario, clients)))),
    extent.scenarios.includes('restart')
      ? perform({ policy: ours.name, scenario: 'restart', clients: largest, seeds: [seed], wave: true })
      : undefined,
    Promise.all(variants.map(variant)),
  ]);
  return { returned, runs, variants: ofVariants };
}
