import type { Observable, ObservableInput } from 'rxjs';
import type { Opened } from '../events';
import { foreignText } from '../foreign-error';
import { FUNCTION, OBJECT, OBSERVABLE, wholeNumber } from '../option-rules';
import { REQUIRED, type OptionTable, type Resolved } from '../option-table';

/**
 * Options of {@link caughtUp}.
 *
 * @typeParam Message a message, from the history or live
 */
export interface CaughtUpOptions<Message> {
  /** The messages as they arrive: `socket.on('chat_message')`. */
  readonly live$: Observable<Message>;
  /** The connections that take over: `socket.opened$`. */
  readonly opened$: Observable<Opened>;
  /**
   * Fetches the history, oldest first: everything since `last`, or more. Give it a timeout, because live messages wait
   * for it.
   *
   * @param last the last message that was emitted, or `undefined` before the first one. After a failed fetch: the last
   * one before that gap.
   */
  readonly fetch: (last: Message | undefined) => ObservableInput<readonly Message[]>;
  /**
   * The id of a message, equal in the history and live: a non-empty string or a number. `1` and `'1'` are the same id.
   */
  readonly key: (message: Message) => string | number;
  /**
   * Compares two messages, as for `sort()`. The history and the live messages that waited for it are sorted; other live
   * messages are not. Default: the history in its own order, then the waiting messages in the order of arrival.
   */
  readonly order?: ((one: Message, other: Message) => number) | undefined;
  /** How many keys are remembered, in addition to as many as the last history had. Default 1,000. */
  readonly remember?: number | undefined;
  /** How often a failed fetch is retried, with the delays of {@link retryBackoff}. Default 3. */
  readonly retries?: number | undefined;
  /**
   * Called with the error when a fetch has failed after all retries and the waiting messages were emitted: messages may
   * be missing. Also called with a `ConfigError` if `key` or `order` is wrong. Default: a warning on the console.
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

/** {@link CaughtUpOptions} with the defaults filled in. */
export type CaughtUpSettings<Message> = Resolved<CaughtUpOptions<Message>, typeof TABLE>;

function warn(error: unknown): void {
  console.warn(`rx-gateway-socket: caughtUp(): ${foreignText(error)}`);
}
