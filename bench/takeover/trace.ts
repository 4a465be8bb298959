import type { Trace } from '../../spec/takeover/account';
import { cellsOf } from '../../spec/takeover/cells';
import type { Figures } from '../../spec/takeover/figures';
import { seedOf } from '../../spec/takeover/measure';
import { nameOf } from '../../spec/takeover/scenario';
import { TakeoverWorld } from '../../spec/takeover/world';
import type { CommandLine, CellName } from './command-line';
import { rules } from './rules';

/** Figures in which nothing is wrong, however large they are. */
const ORDINARY: ReadonlySet<string> = new Set(['rotations', 'tokens', 'takeovers', 'takeoverTime', 'longestTakeover']);

/** Prints every event of one rotation of a cell; without its number, the rotations in which something went wrong. */
export function trace(name: CellName, { rotations, nth, ping, rule }: CommandLine): void {
  const cell = cellsOf(name.group)[name.cell - 1];
  if (!cell) throw new RangeError(`${name.group} has no cell ${name.cell}.`);
  const scenario = { ...cell, ping };
  console.log(`${name.group}:${name.cell}, rule ${rule}: ${nameOf(scenario)}`);
  const run = (one: number, tell?: Trace) =>
    new TakeoverWorld(rules[rule], scenario, seedOf(scenario, one), tell).run();
  if (nth !== undefined) {
    const lines: string[] = [];
    lines.push(shown(run(nth, (at, what) => lines.push(`${at.toFixed(0).padStart(7)}  ${what}`))));
    console.log(lines.join('\n'));
    return;
  }
  for (let one = 1; one <= rotations; one += 1) {
    const seen = shown(run(one));
    if (seen) console.log(`--nth ${one}: ${seen}`);
  }
}

function shown(figures: Figures): string {
  return Object.entries(figures)
    .filter(([key, value]) => value !== 0 && !ORDINARY.has(key))
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}
