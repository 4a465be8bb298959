import { own } from '../checks';
import { ConfigError, isSendError } from '../errors';
import type { Opened } from '../events';
import { show } from '../show';
import { encode, type EncodeOptions, type Outgoing } from './encode';

/** The first messages of the application; a mistake in them is a mistake in an option. */
export function firstMessages(hello: (opened: Opened) => readonly Outgoing[], opened: Opened): readonly Outgoing[] {
  let first: unknown;
  try {
    first = hello(opened);
  } catch (cause) {
    throw new ConfigError('hello', 'the function threw.', { cause });
  }
  if (Array.isArray(first) && first.every((message) => typeof message === 'object' && message !== null)) {
    // What is wrong inside of a message is found when it is written.
    return (first as readonly Outgoing[]).map(own);
  }
  throw new ConfigError('hello', `must return a list of messages, [{ name, params }]; returned ${show(first)}.`);
}

/** The keep-alive's message, written once; a mistake in it is a mistake in an option. */
export function pingText(keepAlive: Outgoing, options: EncodeOptions): string {
  try {
    return encode(keepAlive, options);
  } catch (error) {
    throw isSendError(error) ? new ConfigError('keepAlive.params', error.message) : error;
  }
}
