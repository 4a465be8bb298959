/** What the load generator tells the gateway's process. */
export interface Load {
  readonly order: 'begin' | 'end';
}

/** What the gateway's process tells the load generator. */
export type Report =
  | { readonly kind: 'listening'; readonly url: string }
  | {
      readonly kind: 'used';
      /** CPU time divided by wall time. */
      readonly cores: number;
      readonly peakMemory: number;
      readonly connections: number;
    };
