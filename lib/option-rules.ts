import { isObservable } from 'rxjs';
import { isFunction, isNonEmpty, isObject, LONGEST_TIMER } from './checks';
import type { Rule } from './option-table';
import { show } from './show';
import { detail } from './text';

export const TEXT: Rule = [detail`a non-empty string`, isNonEmpty];
export const FUNCTION: Rule = [detail`a function`, isFunction];
export const FLAG: Rule = [detail`true or false`, (value) => typeof value === 'boolean'];
export const OBJECT: Rule = [detail`an object`, isObject];
export const OBJECT_OR_FALSE: Rule = [detail`an object or false`, (value) => value === false || isObject(value)];
export const OBSERVABLE: Rule = [detail`an Observable`, isObservable];
export const POSITIVE: Rule = [detail`a number over 0`, (value) => typeof value === 'number' && value > 0];

/** A duration in ms that a timer can hold: {@link LONGEST_TIMER}, as a literal, or a bundler keeps the text in every bundle. */
export const DELAY: Rule = [detail`a number of ms from 0 to 2147483647`, isDelay];

/** {@link DELAY}, or `Infinity` for no limit. */
export const DELAY_OR_FOR_EVER: Rule = [
  detail`a number of ms from 0 to 2147483647, or Infinity`,
  (value) => value === Infinity || isDelay(value),
];

/** A whole number of at least `least`; with `orInfinity` also `Infinity`. */
export function wholeNumber(least: number, orInfinity = false): Rule {
  return [
    detail`a whole number of at least ${least}${orInfinity ? ', or Infinity' : ''}`,
    (value) => (orInfinity && value === Infinity) || (Number.isInteger(value) && Number(value) >= least),
  ];
}

/** One of a few strings. */
export function oneOf(...choices: readonly string[]): Rule {
  const listed = detail`${choices
    .map(show)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1')}`;
  return [listed, (value) => choices.some((choice) => choice === value)];
}

function isDelay(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER;
}
