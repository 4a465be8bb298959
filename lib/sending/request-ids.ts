import { ConfigError } from '../errors';

/** Fills a list with numbers by chance. */
export type FillRandom = (numbers: Uint32Array<ArrayBuffer>) => Uint32Array;

/**
 * A new id for each request, of 128 random bits. A reply is whatever echoes it, and every member of a channel may send to
 * everybody: an id that can be guessed is an answer that can be forged. So a host without secure chance gets an error and
 * no weaker id.
 *
 * @param fill chance, for tests
 * @throws ConfigError where there is none
 */
export function requestId(fill: FillRandom | undefined = hostChance()): string {
  if (!fill) {
    throw new ConfigError(
      'request.reply',
      'there is no crypto.getRandomValues here, and an id must be random: load a polyfill, or name the reply by its type.',
    );
  }
  return Array.from(fill(new Uint32Array(4)), (number) => number.toString(36).padStart(7, '0')).join('');
}

/** Looked up at each call: a polyfill may be loaded later than this module. */
function hostChance(): FillRandom | undefined {
  const { crypto } = globalThis as Partial<typeof globalThis>;
  return typeof crypto?.getRandomValues === 'function' ? (numbers) => crypto.getRandomValues(numbers) : undefined;
}
