import type { BackoffOptions } from '../../lib/index';
import { combined, curveOf, figuresOf, type Curve, type Figures } from './figures';
import { ours, peers } from './policies/all';
import { ourParts } from './policies/our-parts';
import type { Policy } from './policies/policy';
import { wholeClients } from './policies/whole-clients';
import { rotationWave, UNSPREAD, type Wave } from './rotation-wave';
import { scenarios, type ScenarioName } from './scenario';
import { simulate } from './simulate';

/** One fleet to simulate, in words that another process understands. */
export interface Job {
  /** The name of a policy, or a backoff of ours in its place. */
  readonly policy: string | BackoffOptions;
  readonly scenario: ScenarioName;
  readonly clients: number;
  /** One run for each. */
  readonly seeds: readonly number[];
  /** Whether to look at the rotations that follow. */
  readonly wave?: true;
}

/** What came of a {@link Job}. */
export interface Result {
  readonly figures: Figures;
  /** Of the first run. */
  readonly curve: Curve;
  /** What follows the return of the first run, with the spread of a rotation and without. */
  readonly wave?: { readonly spread: Wave; readonly unspread: Wave };
}

/** Between two points of a curve, in ms, and how many there are. */
export const CURVE = { step: 5_000, steps: 240 };

export function perform({ policy, scenario: name, clients, seeds, wave }: Job): Result {
  const scenario = scenarios[name];
  const [first, ...others] = seeds.map((seed) => simulate(policyOf(policy), scenario, clients, seed));
  if (!first) throw new Error('A job needs a seed.');
  return {
    figures: combined([first, ...others].map((log) => figuresOf(log, scenario))),
    curve: curveOf(first, scenario, CURVE.step, CURVE.steps),
    ...(wave && { wave: { spread: rotationWave(first.backAt), unspread: rotationWave(first.backAt, UNSPREAD) } }),
  };
}

function policyOf(policy: Job['policy']): Policy {
  if (typeof policy !== 'string') return ourParts(policy);
  const named = [wholeClients, ours, ...peers].find(({ name }) => name === policy);
  if (!named) throw new Error(`There is no policy '${policy}'.`);
  return named;
}
