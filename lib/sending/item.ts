import type { GatewaySocketError } from '../errors';
import type { UndeliveredReason } from '../events';
import { encode, type EncodeOptions, type Outgoing } from './encode';

/** Receives what happens to the message of a request. */
export interface Asker<Link> {
  /** It is written now. */
  readonly written: (link: Link) => void;
  /** It will never be written. */
  readonly givenUp: (reason: UndeliveredReason, cause?: GatewaySocketError) => void;
}

/** An encoded message, one object on its whole way: the outbox and the send buffer keep their notes in it. */
export class Item<Link = unknown> implements Outgoing {
  /** Whether it waits in the outbox, is being sent from there, or neither. */
  state: 'waits' | 'leaves' | 'gone' = 'gone';
  /** The channel that was current when it was queued. */
  channel: string | undefined;
  /** How long it may wait in the outbox, in ms of the clock. */
  expires = 0;
  /** The number of bytes that were written on its connection up to its end, as the host counts them. */
  end = 0;

  constructor(
    readonly name: string,
    readonly params: object | undefined,
    readonly action: string | undefined,
    readonly text: string,
    readonly asker?: Asker<Link>,
  ) {}
}

/** Throws a `SendError` for a message that can never be sent. */
export function encoded<Link>(message: Outgoing, options: EncodeOptions): Item<Link> {
  const text = encode(message, options);
  return new Item(message.name, message.params, message.action, text);
}
