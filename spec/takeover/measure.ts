import { add, noFigures, type Figures } from './figures';
import type { Rule } from './rule';
import { nameOf, type Scenario } from './scenario';
import { TakeoverWorld } from './world';

/** So many rotations of one scenario. The same ones whatever the rule, with a ping and without. */
export function measure(rule: Rule, scenario: Scenario, rotations: number): Figures {
  const sum = noFigures();
  for (let nth = 1; nth <= rotations; nth += 1)
    add(sum, new TakeoverWorld(rule, scenario, seedOf(scenario, nth)).run());
  return sum;
}

/** A seed of its own for each rotation of each scenario. */
export function seedOf(scenario: Scenario, nth: number): number {
  let hash = nth;
  for (const character of nameOf({ ...scenario, ping: false })) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
