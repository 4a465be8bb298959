/** The channel of a connection that names none (`default_channel_name` of the gateway's row; contract B3.10). */
export const DEFAULT_CHANNEL = 'default';

// Python's `$` also matches before one newline at the end (contract B3.10).
const CHANNEL = /^[a-zA-Z0-9_-]+\n?$/;
const LONGEST_CHANNEL = 191;

/**
 * The channel that a connection asks for, or `undefined` for a name that the backend cannot take: there a `ValueError`
 * becomes a 500, with the token already spent (contract B3.10).
 */
export function channelFrom(query: URLSearchParams): string | undefined {
  const name = query.get('channel');
  if (name === null || name === '') return DEFAULT_CHANNEL;
  return CHANNEL.test(name) && name.length <= LONGEST_CHANNEL ? name : undefined;
}
