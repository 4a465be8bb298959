import { ConfigError } from './errors';
import { show } from './show';
import { numbered } from './text';

/** The longest delay of a timer, in ms: timers have 31 bits, and a longer delay would fire at once. */
export const LONGEST_TIMER = 2_147_483_647;

/** Throws a {@link ConfigError} that names the option, what it must be, and the value that was passed. */
export function must(holds: boolean, option: string, be: string, got: unknown): asserts holds {
  if (!holds) throw new ConfigError(option, numbered`must be ${be}; got ${show(got)}.`);
}

export function isNonEmpty(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** An object that is not a list. */
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

/** An own property. An inherited one counts as missing. */
export function ownOf(given: object, name: string): unknown {
  return Object.hasOwn(given, name) ? (given as { readonly [name: string]: unknown })[name] : undefined;
}

/** Options that may all be left out; `undefined` means the same. */
export type Given<Options> = { readonly [Name in keyof Options]?: Options[Name] | undefined };

/** Options with the defaults filled in. */
export type Complete<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

export function isFunction(value: unknown): value is (...given: never) => unknown {
  return typeof value === 'function';
}
