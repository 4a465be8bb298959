import { cut } from './cut';
import { printable } from './foreign-error';
import { detail } from './text';

/** A short text for a wrong value in an error message. Not for values that may contain a token. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${printable(cut(value, 80))}${value.length > 80 ? '…' : ''}'`;
  if (Array.isArray(value)) return detail`an array`;
  return typeof value === 'object' && value !== null
    ? detail`an object`
    : typeof value === 'function'
      ? detail`a function`
      : String(value);
}
