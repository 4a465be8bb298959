import colors from 'picocolors';
import { describe, type ConnectionStatus, type Fault, type SocketEvent } from '../../lib';
import type { Inbound } from './messages';

/** One line of the log: when, who, what. */
export type Say = (who: string, text: string) => void;

/** A log on standard output, its times in seconds since the start. */
export function screen(write: (line: string) => void = console.log): Say {
  const start = Date.now();
  return (who, text) => {
    const seconds = ((Date.now() - start) / 1_000).toFixed(2).padStart(6);
    write(`${colors.dim(`${seconds} s`)}  ${colors.bold(who.padEnd(8))} ${text}`);
  };
}

const LEVELS = {
  success: colors.green,
  info: colors.blue,
  warning: colors.yellow,
  error: colors.red,
} as const;

export const toastLine = ({ level, message }: Inbound['toast']): string => `${LEVELS[level](`▌${level}`)} ${message}`;

export const chatLine = ({ username, message }: Inbound['chat_message']): string =>
  `${colors.cyan(username)} says “${message}”`;

const BAR_WIDTH = 30;

export function progressLine({ percent, message }: Inbound['task_progress']): string {
  const full = Math.round((BAR_WIDTH * percent) / 100);
  const bar = colors.green('█'.repeat(full)) + colors.dim('░'.repeat(BAR_WIDTH - full));
  return `${bar} ${String(percent).padStart(3)} %  ${colors.dim(message)}`;
}

const COLORS: Partial<Record<SocketEvent['type'], (text: string) => string>> = {
  open: colors.green,
  ended: colors.red,
  failed: colors.red,
  waiting: colors.yellow,
  paused: colors.yellow,
};

/** The life of the connection in words. No event holds a token, so neither does a line. */
export const eventLine = (event: SocketEvent): string => (COLORS[event.type] ?? colors.dim)(describe(event));

export const faultLine = (fault: Fault): string => colors.red(describe(fault));

export const isOpen = ({ state }: ConnectionStatus): boolean => state === 'open';
