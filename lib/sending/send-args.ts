/** Options of one `send()`. */
export interface SendOptions {
  /** Another API Gateway route for this message; only where the option `route` is set. */
  readonly action?: string;
}

/** The parameters of a message; `action` is the gateway's own key and cannot be one of them. */
export type ParamsOf<Params> = Params & { readonly action?: never };

/** What follows the name in `send()`: the parameters may be left out where none is needed. */
export type SendArgs<Params, Options> = {} extends Params
  ? [params?: ParamsOf<Params>, options?: Options]
  : [params: ParamsOf<Params>, options?: Options];
