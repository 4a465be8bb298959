import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { cellsOf, groups, type Group } from '../../spec/takeover/cells';
import type { RuleName } from './rules';

/** What `npm run bench:takeover` was asked for. */
export interface CommandLine {
  readonly rotations: number;
  readonly only: readonly Group[];
  /** A row for each cell too. */
  readonly cells: boolean;
  /** How many processes simulate side by side. */
  readonly processes: number;
  /** The cell whose rotations are shown one by one, or whose one rotation is told. */
  readonly trace: CellName | undefined;
  readonly nth: number | undefined;
  readonly ping: boolean;
  readonly rule: RuleName;
}

/** One cell: its group, and its number in it from 1. */
export interface CellName {
  readonly group: Group;
  readonly cell: number;
}

const ROTATIONS = 300;

/** Whether everything was asked for: only that is written to RESULTS.md. */
export function isWhole({ rotations, only, cells }: CommandLine): boolean {
  return rotations === ROTATIONS && only.length === groups.length && !cells;
}

/** The command with its flags; wrong ones throw a `CommanderError` once they are reported. */
export function command(): Command {
  return new Command('npm run bench:takeover --')
    .description('Simulates rotations of the real client in virtual time, beside the rule of 0.1.0.')
    .option(
      '--rotations <n>',
      'of each cell; writes nothing unless it is the usual number',
      wholeNumber(1, 100_000),
      ROTATIONS,
    )
    .option('--only <groups>', `some of ${groups.join(',')}; writes nothing`, groupNames, groups)
    .option('--cells', 'a row for each cell too; writes nothing', false)
    .option('--processes <n>', 'how many simulate side by side', wholeNumber(1, 64), availableParallelism())
    .option('--trace <group:cell>', 'the rotations of one cell in which something went wrong', cellName)
    .option('--nth <n>', 'with --trace: every event of this rotation', wholeNumber(1, 1_000_000))
    .option('--ping', 'with --trace: with a keep-alive', false)
    .addOption(new Option('--rule <rule>', 'with --trace').choices(['today', '0.1.0']).default('today'))
    .allowExcessArguments(false)
    .exitOverride();
}

export function readCommandLine(argv: readonly string[], program = command()): CommandLine {
  const { trace, nth, ...rest } = program.parse(argv, { from: 'user' }).opts<CommandLine>();
  return { ...rest, trace, nth };
}

function groupNames(text: string): readonly Group[] {
  return [...new Set(text.split(',').map(groupName))];
}

function groupName(text: string): Group {
  const group = groups.find((one) => one === text);
  if (!group) throw new InvalidArgumentError(`There is no group '${text}', only ${groups.join(', ')}.`);
  return group;
}

function cellName(text: string): CellName {
  const [name = '', number = ''] = text.split(':');
  const group = groupName(name);
  return { group, cell: wholeNumber(1, cellsOf(group).length)(number) };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}, written in digits.`);
  };
}
