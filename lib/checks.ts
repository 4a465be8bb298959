import { ConfigError } from './errors';
import { show } from './show';

/** Timers hold 31 bits of ms: a longer delay would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** A duration in ms that a timer can hold. */
export function milliseconds(option: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER) return value;
  throw new ConfigError(option, `must be a number of ms from 0 to ${LONGEST_TIMER}; got ${show(value)}.`);
}

/** {@link milliseconds}, and not none. */
export function duration(option: string, value: unknown): number {
  return positive(option, milliseconds(option, value));
}

export function positive(option: string, value: unknown): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new ConfigError(option, `must be a number over 0; got ${show(value)}.`);
}

export function nonEmpty(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError(option, `must be a non-empty string; got ${show(value)}.`);
}

export function flag(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ConfigError(option, `must be true or false; got ${show(value)}.`);
}

export function optionalFunction(option: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new ConfigError(option, `must be a function; got ${show(value)}.`);
}

/** What is given over what is not; `undefined` is not given, as where an option is left out. */
export function withDefaults<T extends object>(defaults: T, given: Partial<T>): T {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(known) as Partial<T>) };
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown; readonly then?: unknown } {
  return typeof value === 'object' && value !== null;
}
