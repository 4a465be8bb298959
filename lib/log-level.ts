import { isFunction, isRecord, must } from './checks';
import { detail } from './text';

/** Receives what is printed: the console, or an object of the application. */
export interface Logger {
  /** Receives one text for each problem. */
  readonly warn: (...data: readonly unknown[]) => void;
  /** Receives a name and an object, for each event and fault. */
  readonly debug: (...data: readonly unknown[]) => void;
}

/** The option `log`, without what prints nothing. */
export type LogLevel = 'warn' | 'debug' | Logger;

/** The option `log`, checked. */
export function resolveLog(log: unknown = 'warn'): LogLevel | false {
  const known = log === 'warn' || log === 'debug' || log === false || isLogger(log);
  must(known, 'log', detail`'warn', 'debug', false or an object with the functions warn and debug`, log);
  return log;
}

function isLogger(value: unknown): value is Logger {
  return isRecord(value) && isFunction(value.warn) && isFunction(value.debug);
}
