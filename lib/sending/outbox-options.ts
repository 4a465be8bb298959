import type { Given } from '../checks';
import { DELAY, OBJECT, oneOf, wholeNumber } from '../option-rules';
import { defaultsOf, type Option, type OptionTable } from '../option-table';

/** How `send()` queues messages while there is no connection. */
export interface OutboxOptions {
  /** The most messages that may wait. Default 1,000. */
  readonly capacity: number;
  /** How long a message may wait, in ms. An older one is an `undelivered` fault `expired`. Default 60,000. */
  readonly ttl: number;
  /**
   * What `send()` does while the outbox is full: `'drop-oldest'` (default) drops the oldest message, which is an
   * `undelivered` fault `overflow`; `'throw'` throws a `SendError` `queue-full`.
   */
  readonly overflow: 'drop-oldest' | 'throw';
}

const TABLE = {
  capacity: [1_000, /* @__PURE__ */ wholeNumber(0)],
  ttl: [60_000, DELAY],
  overflow: ['drop-oldest', /* @__PURE__ */ oneOf('drop-oldest', 'throw')],
} as const satisfies OptionTable<OutboxOptions>;

/** The option `outbox`. */
export const OUTBOX = [/* @__PURE__ */ defaultsOf(TABLE), OBJECT, TABLE] as const satisfies Option<
  Given<OutboxOptions>
>;
