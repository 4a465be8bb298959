import { own } from '../checks';
import type { Outgoing } from './encode';

/** Options of one `send()`. */
export interface SendOptions {
  /** Another API Gateway route for this message; only where the option `route` is set. */
  readonly action?: string | undefined;
  /** Drops the message where it could not go out now: it is not worth waiting for a connection. Default `false`. */
  readonly volatile?: boolean | undefined;
}

/**
 * Options of one `request()`.
 *
 * @typeParam Message what a message may be
 * @typeParam Reply the type of the reply
 */
export interface RequestOptions<Message, Reply extends string> extends Pick<SendOptions, 'action'> {
  /**
   * How the reply is found: by its type, or by a predicate. The next such message answers the oldest request that waits for it.
   * Left out: a `request_id` is added to the message, and the reply is what echoes it.
   */
  readonly reply?: Reply | ((message: Message) => boolean) | undefined;
  /** ms for the reply, from the subscription on; `Infinity` for no limit. Default: the option `requestTimeout`. */
  readonly timeout?: number | undefined;
}

/**
 * The parameters of a message. The keys that choose where it goes cannot be among them: the gateway reads `action`, the
 * backend `handler`.
 */
export type ParamsOf<Params, Reserved extends string = 'action' | 'handler'> = Params & {
  readonly [Key in Reserved]?: never;
};

/** What follows the name in `send()`: the parameters may be left out where none is needed. */
export type SendArgs<Params, Options, Reserved extends string = 'action' | 'handler'> = {} extends Params
  ? [params?: ParamsOf<Params, Reserved>, options?: Options]
  : [params: ParamsOf<Params, Reserved>, options?: Options];

/** What follows the name in `request()`. */
export type RequestArgs<Params, Options> = SendArgs<Params, Options, 'action' | 'handler' | 'request_id'>;

/** A message as it was sent. Every key is its own, so that none is read from a prototype that a script has changed. */
export function outgoing(
  name: string,
  params: object | undefined,
  options: Pick<SendOptions, 'action'> | undefined,
): Outgoing {
  return { name, params, action: options === undefined ? undefined : own(options).action };
}
