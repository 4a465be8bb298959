/** The channel of a connection that names none (`default_channel_name` of the gateway's row). */
export const DEFAULT_CHANNEL = 'default';

// Python's `$` also matches before one newline at the end.
const CHANNEL = /^[a-zA-Z0-9_-]+\n?$/;
/** The width of the column, since 4.1.0 of the package; 191 before. */
const LONGEST_CHANNEL = 128;

/** Whether the backend accepts the name of a channel, at `$connect` and in `change_channel`. */
export function isChannelName(name: unknown): name is string {
  return typeof name === 'string' && CHANNEL.test(name) && name.length <= LONGEST_CHANNEL;
}

/** The channel that a connection names, or `undefined` for a name that the backend refuses with a 400. */
export function channelFrom(query: URLSearchParams): string | undefined {
  const name = query.get('channel');
  if (name === null || name === '') return DEFAULT_CHANNEL;
  return isChannelName(name) ? name : undefined;
}
