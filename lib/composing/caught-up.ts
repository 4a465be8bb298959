import { catchError, defaultIfEmpty, defer, EMPTY, filter, map, Observable, of, switchMap, take, tap } from 'rxjs';
import { must } from '../checks';
import { retryBackoff } from '../connection/retry-backoff';
import { ConfigError } from '../errors';
import type { Opened } from '../events';
import { realHost, type Host } from '../host';
import { resolveOption } from '../option-table';
import { detail, numbered } from '../text';
import { CAUGHT_UP, type CaughtUpOptions, type CaughtUpSettings } from './caught-up-options';
import { KnownKeys } from './known-keys';

/**
 * Merges the history and the live messages into one stream: each message once, and none missing. It fetches the history
 * on the first opening, after each gap and for another channel, but not after a rotation. During a fetch, live messages
 * wait. The history is emitted first, then the waiting messages that are not part of it. A newer opening cancels the
 * fetch of an older one. For another channel everything starts again, and the waiting messages are dropped.
 *
 * No message is missing under two conditions: the backend saves a message before it broadcasts it, and `fetch` returns
 * everything that was saved after `last`. A connection that was lost without notice and then replaced counts as a
 * rotation; the socket's `keepAlive` makes that time short. The stream errors and completes with `live$`, after the
 * waiting messages were emitted. Each subscriber has its own state and its own fetches.
 *
 * @example
 * const lines$ = caughtUp({
 *   live$: socket.on('chat_message'),
 *   opened$: socket.opened$,
 *   fetch: () => socket.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
 *   key: ({ id }) => id,
 * });
 *
 * @typeParam Message the common type of the history and the live messages. Name it if their types differ:
 * `caughtUp<Line>({ … })`
 * @param host time and randomness, for tests and simulations
 * @throws ConfigError synchronously, naming the option, if the options can never work
 */
export function caughtUp<Message>(options: CaughtUpOptions<Message>, host: Host = realHost): Observable<Message> {
  const settings = resolveOption('caughtUp', CAUGHT_UP, options);
  const { live$, opened$ } = settings;
  return new Observable((subscriber) => {
    const timeline = new Timeline(settings, host, (message) => subscriber.next(message));
    const error = (thrown: unknown) => subscriber.error(thrown);
    const ended = () => timeline.release();
    // Live messages first: those that arrive during the fetch must wait for it.
    subscriber.add(
      live$.pipe(tap({ error: ended, complete: ended })).subscribe({
        next: (message) => timeline.take(message),
        error,
        complete: () => subscriber.complete(),
      }),
    );
    const history$ = opened$.pipe(
      filter((opened) => timeline.missed(opened)),
      switchMap(() => timeline.fetch()),
    );
    if (!subscriber.closed) subscriber.add(history$.subscribe({ next: (history) => timeline.release(history), error }));
  });
}

/** A waiting message. `history`: the messages of the same history by their keys; `undefined` for a live message. */
type Waiting<Message> = readonly [message: Message, history?: Map<string, Message>];

/** Emits the messages in the right order, each of them once. */
class Timeline<Message> {
  readonly #keys: KnownKeys<Message>;
  /** A Set: a message that is added during the emission is emitted with the others. */
  readonly #waiting = new Set<Waiting<Message>>();
  /** The last emitted message that has no gap before it. */
  #last: Message | undefined;
  /** Messages may be missing, until a fetch succeeds. */
  #gap = false;
  #before: Opened | undefined;
  #fetching = false;

  constructor(
    private readonly settings: CaughtUpSettings<Message>,
    private readonly host: Host,
    private readonly emit: (message: Message) => void,
  ) {
    this.#keys = new KnownKeys(settings.key, settings.remember, (error) => this.#report(error));
  }

  take(message: Message): void {
    this.#waiting.add([message]);
    this.#flush();
  }

  /** Whether messages may have been missed before this opening. */
  missed(opened: Opened): boolean {
    const before = this.#before;
    this.#before = opened;
    if (!before) return true;
    if (before.channel === opened.channel) return !opened.rotated || opened.downtime > 0;
    this.#keys.clear();
    this.#waiting.clear();
    this.#last = undefined;
    return true;
  }

  fetch(): Observable<readonly Message[]> {
    const { fetch, retries } = this.settings;
    this.#fetching = this.#gap = true;
    return defer(() => fetch(this.#last)).pipe(
      take(1),
      defaultIfEmpty(undefined),
      map(listOf),
      retryBackoff({ maxAttempts: retries + 1 }, this.host),
      catchError((error: unknown) => {
        this.release();
        this.#report(error);
        return EMPTY;
      }),
    );
  }

  /**
   * Emits the history, then the waiting messages.
   *
   * @param fetched the history; `undefined` if there is none
   */
  release(fetched?: readonly Message[]): void {
    const { order, remember } = this.settings;
    const history = fetched ?? [];
    const byKey = new Map<string, Message>();
    const waiting = [...history.map((message): Waiting<Message> => [message, byKey]), ...this.#waiting];
    try {
      if (order) waiting.sort(([one], [other]) => order(one, other));
    } catch (cause) {
      this.#report(new ConfigError('caughtUp.order', numbered`the function threw.`, { cause }));
    }
    this.#waiting.clear();
    for (const one of waiting) this.#waiting.add(one);
    // A failed fetch gives no history: the keys of the last one are still needed for the next.
    if (fetched) this.#keys.limit = remember + history.length;
    if (fetched) this.#gap = false;
    this.#fetching = false;
    this.#flush();
  }

  /** An observer may cause another opening: the remaining messages then wait for its history. */
  #flush(): void {
    for (const waiting of this.#waiting) {
      if (this.#fetching) break;
      this.#waiting.delete(waiting);
      const [message, history] = waiting;
      if (!this.#keys.isNew(message, history)) continue;
      if (!this.#gap) this.#last = message;
      this.emit(message);
    }
  }

  /** If `onGap` throws, rxjs reports an unhandled error, and the stream goes on. */
  #report(error: unknown): void {
    of(error).subscribe((reported) => this.settings.onGap(reported));
  }
}

function listOf<Message>(history: readonly Message[] | undefined): readonly Message[] {
  // A string may be a page with any content, and is not shown.
  const got = typeof history === 'string' ? detail`a text` : history;
  const be = detail`a function with a stream or a Promise of a list as its result`;
  must(Array.isArray(history), 'caughtUp.fetch', be, got);
  // The type is what `fetch` declares. `key` is called for each element, whatever it is.
  return history as readonly Message[];
}
