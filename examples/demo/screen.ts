import colors from 'picocolors';
import type { ConnectionStatus, Fault, SocketEvent } from '../../lib';
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

/** The life of the connection in words. No event holds a token, so neither does a line. */
export function eventLine(event: SocketEvent): string | undefined {
  switch (event.type) {
    case 'token':
      return colors.dim(`asks for a fresh token (attempt ${event.attempt})`);
    case 'connecting':
      return colors.dim('opens a socket with it');
    case 'open':
      return event.reconnected
        ? colors.green(`is open again: connection ${event.count}, nothing could arrive for ${event.downtime} ms`)
        : colors.green('is open');
    case 'ended':
      return colors.red(event.error.message);
    case 'waiting':
      return colors.yellow(`waits ${event.delay} ms before attempt ${event.attempt} (${event.reason})`);
    case 'failed':
      return colors.red(`gives up: ${event.error.message}`);
    case 'rotating':
      return colors.dim(`opens the next connection beside this one (${event.why})`);
    case 'paused':
      return colors.yellow(`pauses: ${event.reason}`);
    case 'idle':
    case 'closed':
      return colors.dim(event.type === 'idle' ? 'is idle' : 'is closed');
  }
}

export function faultLine(fault: Fault): string {
  return colors.red(fault.type === 'token' ? fault.error.message : JSON.stringify(fault));
}

export const isOpen = ({ state }: ConnectionStatus): boolean => state === 'open';
