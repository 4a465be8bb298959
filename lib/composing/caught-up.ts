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
 * The history and the live messages as one stream: each message once, and none missing. It fetches the history on the
 * first opening, after every gap and for another channel, and not after a rotation. While it fetches, live messages wait:
 * the history comes first, then what waited and is not in it. A newer opening cancels the fetch of an older one. For
 * another channel everything starts anew, and what waited is dropped.
 *
 * None is missing if the backend saves a message before it broadcasts it, and if `fetch` returns everything that was saved
 * after `last`. A connection that died unnoticed and was then replaced counts as a rotation: `keepAlive` of the socket makes
 * that time short. The stream errors and completes with `live$`; then what waits is emitted first. Each subscriber has a
 * state and fetches of its own.
 *
 * @example
 * const lines$ = caughtUp({
 *   live$: socket.on('chat_message'),
 *   opened$: socket.opened$,
 *   fetch: () => socket.request('fetch_history', {}, { reply: 'history' }).pipe(map(({ messages }) => messages)),
 *   key: ({ id }) => id,
 * });
 *
 * @typeParam Message what the history and the live messages have in common. Name it if their types differ:
 * `caughtUp<Line>({ … })`
 * @param host time and chance, for tests and simulations
 * @throws ConfigError at once, naming the option, for options that can never work
 */
export function caughtUp<Message>(options: CaughtUpOptions<Message>, host: Host = realHost): Observable<Message> {
  const settings = resolveOption('caughtUp', CAUGHT_UP, options);
  const { live$, opened$ } = settings;
  return new Observable((subscriber) => {
    const line = new Line(settings, host, (message) => subscriber.next(message));
    const error = (thrown: unknown) => subscriber.error(thrown);
    const ended = () => line.release();
    // Live first: what arrives while the history is fetched must wait for it.
    subscriber.add(
      live$.pipe(tap({ error: ended, complete: ended })).subscribe({
        next: (message) => line.take(message),
        error,
        complete: () => subscriber.complete(),
      }),
    );
    const history$ = opened$.pipe(
      filter((opened) => line.missed(opened)),
      switchMap(() => line.fetch()),
    );
    if (!subscriber.closed) subscriber.add(history$.subscribe({ next: (history) => line.release(history), error }));
  });
}

/** A message that waits. `history`: those of the same history, by their keys; `undefined` for a live message. */
type Waiting<Message> = readonly [message: Message, history?: Map<string, Message>];

/** The messages in the order in which they are emitted. */
class Line<Message> {
  readonly #keys: KnownKeys<Message>;
  /** A Set: what is added while it is emitted is emitted with it. */
  readonly #waiting = new Set<Waiting<Message>>();
  /** The last message that was emitted and before which none is missing. */
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
    this.#keys = new KnownKeys(settings.key, settings.remember, (error) => this.#tell(error));
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
        this.#tell(error);
        return EMPTY;
      }),
    );
  }

  /**
   * The history goes first, then what waited.
   *
   * @param fetched the history; `undefined` where there is none
   */
  release(fetched?: readonly Message[]): void {
    const { order, remember } = this.settings;
    const history = fetched ?? [];
    const byKey = new Map<string, Message>();
    const waiting = [...history.map((message): Waiting<Message> => [message, byKey]), ...this.#waiting];
    try {
      if (order) waiting.sort(([one], [other]) => order(one, other));
    } catch (cause) {
      this.#tell(new ConfigError('caughtUp.order', numbered`the function threw.`, { cause }));
    }
    this.#waiting.clear();
    for (const one of waiting) this.#waiting.add(one);
    // A fetch that failed is no history: the keys of the last one are still needed for the next.
    if (fetched) this.#keys.limit = remember + history.length;
    if (fetched) this.#gap = false;
    this.#fetching = false;
    this.#flush();
  }

  /** An observer may cause another opening: the rest waits for its history then. */
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

  /** An error of `onGap` itself is an unhandled error of rxjs, and ends nothing here. */
  #tell(error: unknown): void {
    of(error).subscribe((told) => this.settings.onGap(told));
  }
}

function listOf<Message>(history: readonly Message[] | undefined): readonly Message[] {
  // A text may be a page of any content, and is not shown.
  const got = typeof history === 'string' ? detail`a text` : history;
  const be = detail`a function with a stream or a Promise of a list as its result`;
  must(Array.isArray(history), 'caughtUp.fetch', be, got);
  // What `fetch` declares. `key` is called for whatever is in it.
  return history as readonly Message[];
}
