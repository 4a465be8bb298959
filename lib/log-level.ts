import { isFunction, isRecord } from './checks';
import type { Option } from './option-table';
import { detail } from './text';

/** The target of the log: the console, or an object of the application. */
export interface Logger {
  /** Receives one text for each problem. */
  readonly warn: (...data: readonly unknown[]) => void;
  /** Receives a name and an object, for each event and fault. */
  readonly debug: (...data: readonly unknown[]) => void;
}

/** The option `log`, without `false`. */
export type LogLevel = 'warn' | 'debug' | Logger;

/** The option `log`. */
export const LOG = [
  'warn',
  [
    detail`'warn', 'debug', false or an object with the functions warn and debug`,
    (value) => value === 'warn' || value === 'debug' || value === false || isLogger(value),
  ],
] as const satisfies Option<LogLevel | false>;

function isLogger(value: unknown): boolean {
  return isRecord(value) && isFunction(value.warn) && isFunction(value.debug);
}
