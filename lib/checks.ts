import { ConfigError } from './errors';
import { show } from './show';

/** The longest delay of a timer, in ms: timers have 31 bits, and a longer delay would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Throws a {@link ConfigError} that names the option, what it must be, and the value that was passed. */
export function must(holds: boolean, option: string, be: string, got: unknown): asserts holds {
  if (!holds) throw new ConfigError(option, `must be ${be}; got ${show(got)}.`);
}

/** A duration in ms that a timer can hold; `more` names what else it may be. */
export function milliseconds(option: string, value: unknown, more = ''): number {
  const fits = typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER;
  must(fits, option, `a number of ms from 0 to ${LONGEST_TIMER}${more}`, value);
  return value;
}

/** {@link milliseconds}, or `Infinity` for no limit. */
export function millisecondsOrForEver(option: string, value: unknown): number {
  return value === Infinity ? value : milliseconds(option, value, ', or Infinity');
}

/** {@link milliseconds}, and more than 0. */
export function duration(option: string, value: unknown): number {
  return positive(option, milliseconds(option, value));
}

export function positive(option: string, value: unknown): number {
  must(typeof value === 'number' && value > 0, option, 'a number over 0', value);
  return value;
}

export function nonEmpty(option: string, value: unknown): string {
  must(isNonEmpty(value), option, 'a non-empty string', value);
  return value;
}

export function isNonEmpty(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A whole number, `least` or more; `more` names what else it may be. */
export function wholeNumber(option: string, value: unknown, least: number, more = ''): void {
  must(Number.isInteger(value) && Number(value) >= least, option, `a whole number of at least ${least}${more}`, value);
}

/** One of a few strings. */
export function oneOf(option: string, value: unknown, choices: readonly string[]): void {
  const listed = choices
    .map(show)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
  must(
    choices.some((choice) => choice === value),
    option,
    listed,
    value,
  );
}

/** An object that is no list. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return isRecord(value) && !Array.isArray(value);
}

/**
 * A copy of the own properties of an object, without a prototype. Otherwise a script of the page could set an option of
 * every socket with `Object.prototype.url = …`.
 */
export function own<Options>(given: Options): Options {
  // `Object.create(null)` is typed `any`; with the copied properties it has the type of the options.
  return isObject(given) ? Object.assign(Object.create(null) as Options & object, given) : given;
}

/** Options of which each may be left out; `undefined` means the same. */
export type Given<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined };

/** Options with each default in place. */
export type Complete<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/** The given options, and the default of each one that is left out or `undefined`. */
export function withDefaults<Defaults extends object>(defaults: Defaults, given: Given<Defaults>): Defaults {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(known) as Partial<Defaults>) };
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

export function isFunction(value: unknown): value is (...given: never) => unknown {
  return typeof value === 'function';
}
