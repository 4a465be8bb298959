import { CommanderError } from 'commander';
import { LocalGatewayOptionError } from '../option-error';

/** Flags by the option that they set, so that a message names what the person typed. */
const FLAG_OF: Readonly<Record<string, string>> = {
  'backend.proxy': '--proxy',
  'limits.integration': '--timeout',
  'limits.idle': '--idle',
  'limits.age': '--age',
  'tokens.perMinute': '--tokens-per-minute',
  connectsPerMinute: '--connects-per-minute',
  routeSelectionExpression: '--route-selection',
  routes: '--route',
  allowedOrigins: '--allow-origin',
  headers: '--header',
  port: '--port',
  host: '--host',
  stage: '--stage',
};

/** What was wrong, in one line; `undefined` for an error that is not about the command line. */
export function problemLine(error: unknown): string | undefined {
  if (error instanceof LocalGatewayOptionError) {
    const flag = FLAG_OF[error.option];
    return flag === undefined ? error.message : error.message.replace(error.option, flag);
  }
  if (!(error instanceof CommanderError)) return undefined;
  // No regular expression: one that looks for spaces around a line break takes quadratic time over a long run of spaces.
  const lines = error.message.split('\n').map((line) => line.trim());
  return `${lines.join(' ').replace(/^error: /, '')} (--help lists the options)`;
}
