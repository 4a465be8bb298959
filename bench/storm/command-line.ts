import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { scenarios, type ScenarioName } from './scenario';

/** What `npm run bench:storm` was asked for. */
export interface CommandLine {
  readonly quick: boolean;
  /** The scenarios, where not all of them are wanted. */
  readonly scenarios: readonly ScenarioName[] | undefined;
  /** Sizes of the fleets, where others than the usual ones are wanted; smallest first. */
  readonly clients: readonly number[] | undefined;
  readonly seed: number;
  /** How many processes simulate side by side. */
  readonly processes: number;
}

/** More would not fit into memory. */
const MOST_CLIENTS = 1_000_000;

interface Flags {
  readonly quick?: true;
  readonly scenario?: readonly ScenarioName[];
  readonly clients?: readonly number[];
  readonly seed: number;
  readonly processes: number;
}

/** The command with its flags; wrong ones throw a `CommanderError`, which it has told of. */
export function command(): Command {
  return new Command('npm run bench:storm --')
    .description('Simulates how fleets of clients come back after a storm, with this package and with its peers.')
    .option('--quick', 'only 1,000 clients and one run of each office: well under a minute, and writes nothing')
    .option('--scenario <name>', `${Object.keys(scenarios).join(', ')}; repeatable, and writes nothing`, names)
    .option('--clients <n>', 'the size of a fleet; repeatable, and writes nothing', sizes)
    .option('--seed <n>', 'another chance; writes nothing unless it is the usual one', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--processes <n>', 'how many simulate side by side', wholeNumber(1, 64), availableParallelism())
    .allowExcessArguments(false)
    .exitOverride();
}

export function readCommandLine(argv: readonly string[], program = command()): CommandLine {
  const { quick = false, scenario, clients, seed, processes } = program.parse(argv, { from: 'user' }).opts<Flags>();
  return {
    quick,
    scenarios: scenario,
    clients: clients && [...new Set(clients)].sort((a, b) => a - b),
    seed,
    processes,
  };
}

function names(text: string, before: readonly ScenarioName[] = []): readonly ScenarioName[] {
  if (isScenario(text)) return [...before, text];
  throw new InvalidArgumentError(`It must be one of ${Object.keys(scenarios).join(', ')}.`);
}

function isScenario(text: string): text is ScenarioName {
  return Object.hasOwn(scenarios, text);
}

function sizes(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(1, MOST_CLIENTS)(text)];
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${least} to ${most.toLocaleString('en')}, written in digits.`,
    );
  };
}
