import type { GatewaySocketError } from '../errors';
import type { UndeliveredReason } from '../events';
import { encode, type EncodeOptions, type Outgoing } from './encode';

/** Notified of what happens to the message of a request. */
export interface RequestObserver<Link> {
  /** The message is written now. */
  readonly written: (link: Link) => void;
  /** The message will never be written. */
  readonly rejected: (reason: UndeliveredReason, cause?: GatewaySocketError) => void;
}

/** An encoded message, the same object until it is sent: the outbox and the send buffer store their data in it. */
export class Item<Link = unknown> implements Outgoing {
  /** Whether it waits in the outbox, is being sent from there, or neither. */
  state: 'waits' | 'leaves' | 'gone' = 'gone';
  /** The channel that was current when it was queued. */
  channel: string | undefined;
  /** When it expires in the outbox, in ms of the clock. */
  expires = 0;
  /** The number of bytes that were written on its connection up to its end, as the host counts them. */
  end = 0;

  constructor(
    readonly name: string,
    readonly params: object | undefined,
    readonly action: string | undefined,
    readonly text: string,
    readonly observer?: RequestObserver<Link>,
  ) {}
}

/** Throws a `SendError` for a message that can never be sent. */
export function encoded<Link>(message: Outgoing, options: EncodeOptions): Item<Link> {
  const text = encode(message, options);
  return new Item(message.name, message.params, message.action, text);
}
