import { ConfigError } from '../errors';
import { numbered } from '../text';

/** Fills an array with random numbers. */
export type FillRandom = (numbers: Uint32Array<ArrayBuffer>) => Uint32Array;

/**
 * A new id for a request, of 128 random bits. Any message that echoes the id counts as the reply, and every member of a
 * channel may send to all others: with an id that can be guessed, a reply could be forged. So on a host without secure
 * random numbers it throws, instead of returning a weaker id.
 *
 * @param fill random numbers, for tests
 * @throws ConfigError if the host has no secure random numbers
 */
export function requestId(fill: FillRandom | undefined = hostRandom()): string {
  if (!fill) {
    throw new ConfigError(
      'request.reply',
      numbered`there is no crypto.getRandomValues here, and an id must be random: load a polyfill, or name the reply by its type.`,
    );
  }
  return Array.from(fill(new Uint32Array(4)), (number) => number.toString(36).padStart(7, '0')).join('');
}

/** Read at each call: a polyfill may be loaded later than this module. */
function hostRandom(): FillRandom | undefined {
  const { crypto } = globalThis as Partial<typeof globalThis>;
  return typeof crypto?.getRandomValues === 'function' ? (numbers) => crypto.getRandomValues(numbers) : undefined;
}
