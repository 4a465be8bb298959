import { SendError } from '../errors';
import { encode, type EncodeOptions, type Outgoing } from './encode';
import type { Outbox } from './outbox';

/** What a sender needs of an open connection. */
export interface Writable {
  /** Whether a message handed over now would go out. */
  readonly writable: boolean;
  send(text: string): void;
}

/** Hands messages to the open connection, or to the outbox. */
export interface Sender {
  send(message: Outgoing): 'sent' | 'queued';
  /** A connection took over: its first messages go out on it, then what waited, and what is sent next follows. */
  attach(link: Writable, first: readonly Outgoing[]): void;
}

/** @param isClosed whether `close()` was called, after which nothing can be sent any more */
export function createSender(
  options: EncodeOptions & { readonly channel: string | undefined },
  outbox: Outbox,
  isClosed: () => boolean,
): Sender {
  const { channel } = options;
  let link: Writable | undefined;

  const write = (text: string): boolean => {
    // A WebSocket that is closing swallows what it is given, so it is given nothing.
    if (!link?.writable) return false;
    link.send(text);
    return true;
  };

  return {
    send: (message) => {
      if (isClosed()) throw new SendError('closed', `'${message.name}' came after close(), which is final.`);
      const text = encode(message, options);
      // Never past what waits already: the order of sends is the order of messages.
      if (!outbox.pending && write(text)) return 'sent';
      outbox.put(message, text, channel);
      return 'queued';
    },
    attach: (opened, first) => {
      const texts = first.map((message) => encode(message, options));
      link = opened;
      for (const text of texts) write(text);
      outbox.flush(channel, write);
    },
  };
}
