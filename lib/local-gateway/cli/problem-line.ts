import { CommanderError } from 'commander';
import { LocalGatewayOptionError } from '../option-error';

/** The flags by the option that they set, so that an error names the flag that was typed. */
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

/** The problem in one line; `undefined` for an error that is not about the command line. */
export function problemLine(error: unknown): string | undefined {
  if (error instanceof LocalGatewayOptionError) {
    const flag = FLAG_OF[error.option];
    return flag === undefined ? error.message : error.message.replace(error.option, flag);
  }
  if (!(error instanceof CommanderError)) return undefined;
  // Without a regular expression: one that matches spaces around a line break takes quadratic time for a long run of
  // spaces.
  const lines = error.message.split('\n').map((line) => line.trim());
  return `${lines.join(' ').replace(/^error: /, '')} (--help lists the options)`;
}
