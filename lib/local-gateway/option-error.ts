/**
 * An option or argument of a local gateway cannot work. The message names it, shows the value and describes a correct
 * one, in one line.
 */
export class LocalGatewayOptionError extends Error {
  override readonly name = 'LocalGatewayOptionError';

  constructor(
    /** The wrong option or argument, for example `'limits.idle'`. */
    readonly option: string,
    /** The problem and the remedy. */
    problem: string,
  ) {
    super(`${option}: ${problem}`);
  }
}

const SHOWN_LENGTH = 80;

/** The value in a form that fits into one line of an error message. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string' || (typeof value === 'object' && value !== null)
      ? (JSON.stringify(value) as string | undefined)
      : String(value);
  return (text ?? String(value)).slice(0, SHOWN_LENGTH);
}
