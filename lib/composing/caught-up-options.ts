import type { Observable, ObservableInput } from 'rxjs';
import type { Opened } from '../events';
import { foreignText } from '../foreign-error';
import { FUNCTION, OBJECT, OBSERVABLE, wholeNumber } from '../option-rules';
import { REQUIRED, type OptionTable, type Resolved } from '../option-table';

/**
 * Options of {@link caughtUp}.
 *
 * @typeParam Message a message, of the history or live
 */
export interface CaughtUpOptions<Message> {
  /** The messages as they arrive: `socket.on('chat_message')`. */
  readonly live$: Observable<Message>;
  /** The connections that take over: `socket.opened$`. */
  readonly opened$: Observable<Opened>;
  /**
   * Fetches the history, oldest first: everything since `last`, or more. Give it a timeout: live messages wait for it.
   *
   * @param last the last message that was emitted; `undefined` before the first one. After a fetch that failed, the last
   * one before that gap.
   */
  readonly fetch: (last: Message | undefined) => ObservableInput<readonly Message[]>;
  /** The id of a message, equal in the history and live: a non-empty text or a number. 1 and `'1'` are the same. */
  readonly key: (message: Message) => string | number;
  /**
   * Compares two messages, as for `sort()`: the history and what waited for it are sorted. Default: the history as it
   * came, then what waited as it came. Live messages that did not wait are not sorted.
   */
  readonly order?: ((one: Message, other: Message) => number) | undefined;
  /** How many keys are known, beside as many as the last history had. Default 1,000. */
  readonly remember?: number | undefined;
  /** How often a fetch that failed is tried again, with the delays of {@link retryBackoff}. Default 3. */
  readonly retries?: number | undefined;
  /**
   * Called with the error of a fetch that failed for good, after what waited was emitted: messages may be missing. Called
   * with a `ConfigError`, too, if `key` or `order` is wrong. Default: a warning on the console.
   */
  readonly onGap?: ((error: unknown) => void) | undefined;
}

const TABLE = {
  live$: [REQUIRED, OBSERVABLE],
  opened$: [REQUIRED, OBSERVABLE],
  fetch: [REQUIRED, FUNCTION],
  key: [REQUIRED, FUNCTION],
  order: [undefined, FUNCTION],
  remember: [1_000, /* @__PURE__ */ wholeNumber(1)],
  retries: [3, /* @__PURE__ */ wholeNumber(0, true)],
  onGap: [warn, FUNCTION],
} as const satisfies OptionTable<CaughtUpOptions<never>>;

/** The options of `caughtUp()`. */
export const CAUGHT_UP = [REQUIRED, OBJECT, TABLE] as const;

/** {@link CaughtUpOptions} with each default in place. */
export type CaughtUpSettings<Message> = Resolved<CaughtUpOptions<Message>, typeof TABLE>;

function warn(error: unknown): void {
  console.warn(`rx-gateway-socket: caughtUp(): ${foreignText(error)}`);
}
