import { own } from '../checks';
import { ConfigError, isSendError } from '../errors';
import type { Opened } from '../events';
import { show } from '../show';
import { numbered } from '../text';
import { encode, type EncodeOptions, type Outgoing } from './encode';

/** The messages that the option `hello` returns. Throws a {@link ConfigError} if they are not a list of messages. */
export function firstMessages(hello: (opened: Opened) => readonly Outgoing[], opened: Opened): readonly Outgoing[] {
  let first: unknown;
  try {
    first = hello(opened);
  } catch (cause) {
    throw new ConfigError('hello', numbered`the function threw.`, { cause });
  }
  if (Array.isArray(first) && first.every((message) => typeof message === 'object' && message !== null)) {
    // The content of each message is checked when it is encoded.
    return (first as readonly Outgoing[]).map(own);
  }
  throw new ConfigError(
    'hello',
    numbered`must return a list of messages, [{ name, params }]; returned ${show(first)}.`,
  );
}

/** The option `keepAlive`, with the defaults of its options. */
interface Ping extends Outgoing {
  readonly every: number;
  readonly reply: string | undefined;
  readonly timeout: number | undefined;
}

/** The longest wait for the answer to a ping, in ms, if the option has no `timeout`. */
const LONGEST_PONG = 10_000;

/** The keep-alive with its ping encoded. Throws a {@link ConfigError} if it cannot be encoded. */
export function pingOf(ping: Ping, options: EncodeOptions) {
  const { name, every, reply = '', timeout = Math.min(every, LONGEST_PONG) } = ping;
  try {
    return { name, every, reply, timeout, text: encode(ping, options) };
  } catch (error) {
    throw isSendError(error) ? new ConfigError('keepAlive.params', error.message) : error;
  }
}
