import { cellsOf, type Group } from '../../spec/takeover/cells';
import type { Figures } from '../../spec/takeover/figures';
import { measure } from '../../spec/takeover/measure';
import { rules, type RuleName } from './rules';

/** Some rotations of one cell, by one rule. */
export interface Job {
  readonly group: Group;
  /** Its number in the group, from 1. */
  readonly cell: number;
  readonly ping: boolean;
  readonly rule: RuleName;
  readonly rotations: number;
}

export function perform({ group, cell, ping, rule, rotations }: Job): Figures {
  const scenario = cellsOf(group)[cell - 1];
  if (!scenario) throw new RangeError(`${group} has ${cellsOf(group).length} cells, and no cell ${cell}.`);
  return measure(rules[rule], { ...scenario, ping }, rotations);
}
