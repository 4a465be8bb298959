import { thisRule, type Rule } from '../../spec/takeover/rule';
import { assemble } from './client-0.1.0.js';

/** Whose rule of takeover is looked at. */
export type RuleName = 'today' | '0.1.0';

export const rules: Readonly<Record<RuleName, Rule>> = { today: thisRule, '0.1.0': assemble };
