/**
 * A local gateway was asked for something that cannot work: the message names the option, shows what came and says
 * what would be right, in one line.
 */
export class LocalGatewayOptionError extends Error {
  override readonly name = 'LocalGatewayOptionError';

  constructor(
    /** The option or argument at fault, e.g. `'limits.idle'`. */
    readonly option: string,
    /** What is wrong with it and what would be right. */
    problem: string,
  ) {
    super(`${option}: ${problem}`);
  }
}

const SHOWN_LENGTH = 80;

/** What came, fit for one line of an error message. */
export function shown(value: unknown): string {
  const text =
    typeof value === 'string' || (typeof value === 'object' && value !== null)
      ? (JSON.stringify(value) as string | undefined)
      : String(value);
  return (text ?? String(value)).slice(0, SHOWN_LENGTH);
}
