import { median } from '../median';
import type { LogBook } from './log-book';
import { wellAfter, type Scenario } from './scenario';

/** What became of a fleet. Times in ms from when all was well again; Infinity for what never was. */
export interface Figures {
  readonly clients: number;
  /** How many came back, within the scenario's patience; the fewest of several runs. */
  readonly back: number;
  readonly half: number;
  readonly most: number;
  readonly all: number;
  /** `all` of the slowest run, where there were several. */
  readonly slowest: number;
  /** The most tokens that were asked for in one second. */
  readonly peakTokens: number;
  /** How often a client tried, from the beginning until it was back. */
  readonly meanAttempts: number;
  readonly mostAttempts: number;
  /** The most attempts of one client in any 60 s. */
  readonly mostInAMinute: number;
}

/** What share of a fleet is back, at even steps from when all was well again. */
export type Curve = readonly number[];

export function figuresOf(log: LogBook, scenario: Scenario): Figures {
  const back = timesBack(log, scenario);
  const clients = log.backAt.length;
  const until = (share: number) => back[Math.ceil(share * clients) - 1] ?? Infinity;
  return {
    clients,
    back: back.length,
    half: until(0.5),
    most: until(0.99),
    all: until(1),
    slowest: until(1),
    peakTokens: largest(log.tokensIn),
    meanAttempts: log.attempts.reduce((sum, attempts) => sum + attempts, 0) / clients,
    mostAttempts: largest(log.attempts),
    mostInAMinute: log.mostInAMinute,
  };
}

/** Of runs that differ in nothing but chance: the middle of each figure, and the worst of what must not be too many or too few. */
export function combined(runs: readonly Figures[]): Figures {
  const middle = (figure: (run: Figures) => number) => median(runs.map(figure));
  const worst = (figure: (run: Figures) => number) => largest(runs.map(figure));
  return {
    clients: middle(({ clients }) => clients),
    back: Math.min(...runs.map(({ back }) => back)),
    half: middle(({ half }) => half),
    most: middle(({ most }) => most),
    all: middle(({ all }) => all),
    slowest: worst(({ slowest }) => slowest),
    peakTokens: worst(({ peakTokens }) => peakTokens),
    meanAttempts: middle(({ meanAttempts }) => meanAttempts),
    mostAttempts: worst(({ mostAttempts }) => mostAttempts),
    mostInAMinute: worst(({ mostInAMinute }) => mostInAMinute),
  };
}

export function curveOf(log: LogBook, scenario: Scenario, step: number, steps: number): Curve {
  const back = timesBack(log, scenario);
  let reached = 0;
  return Array.from({ length: steps + 1 }, (_, index) => {
    while ((back[reached] ?? Infinity) <= index * step) reached += 1;
    return reached / log.backAt.length;
  });
}

function timesBack({ backAt }: LogBook, scenario: Scenario): Float64Array {
  const well = wellAfter(scenario);
  return backAt
    .filter((at) => !Number.isNaN(at))
    .map((at) => at - well)
    .sort();
}

/** Not by spreading, which a hundred thousand arguments are too many for. */
function largest(values: Iterable<number | undefined>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value ?? 0);
  return most;
}
