import { own } from '../checks';
import type { Outgoing } from './encode';

/** Options of one `send()`. */
export interface SendOptions {
  /** Another API Gateway route for this message. Allowed only if the option `route` is set. */
  readonly action?: string | undefined;
  /**
   * `true`: drops the message if it cannot be sent now. It is not queued, so it opens no connection and causes no
   * fault. Default `false`.
   */
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
   * How the reply is found: by its type, or by a predicate. The next message that matches answers the oldest such
   * request. Left out: a `request_id` is added to the message, and the message that echoes it is the reply.
   */
  readonly reply?: Reply | ((message: Message) => boolean) | undefined;
  /**
   * The longest wait for the reply, in ms from the subscription on; `Infinity` for no limit. Default `requestTimeout`.
   */
  readonly timeout?: number | undefined;
}

/**
 * The parameters of a message. Reserved keys are not allowed: the gateway reads `action` to choose the route, and the
 * backend reads `handler` to choose the handler.
 */
export type ParamsOf<Params, Reserved extends string = 'action' | 'handler'> = Params & {
  readonly [Key in Reserved]?: never;
};

/** The arguments of `send()` after the name. The parameters may be left out if none is required. */
export type SendArgs<Params, Options, Reserved extends string = 'action' | 'handler'> = {} extends Params
  ? [params?: ParamsOf<Params, Reserved>, options?: Options]
  : [params: ParamsOf<Params, Reserved>, options?: Options];

/** The arguments of `request()` after the name. */
export type RequestArgs<Params, Options> = SendArgs<Params, Options, 'action' | 'handler' | 'request_id'>;

/** A message of `send()` or `request()`. Every key is an own one: a prototype may have been changed by a script. */
export function outgoing(
  name: string,
  params: object | undefined,
  options: Pick<SendOptions, 'action'> | undefined,
): Outgoing {
  return { name, params, action: options === undefined ? undefined : own(options).action };
}
