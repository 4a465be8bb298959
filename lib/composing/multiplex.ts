import { filter, Observable, share, Subscription, switchMap, take, tap, throwError, timer } from 'rxjs';
import { isFunction, own } from '../checks';
import type { GatewaySocket } from '../client';
import { isSendError } from '../errors';
import type { Opened } from '../events';
import { realHost, type Host } from '../host';
import type { MessageMap, MessageOf, NameOf } from '../messages/message-of';
import { called, checkTopic, sendNow, type Topic } from './topic';

/**
 * After this long, in ms, a topic is looked at again: its message could not be sent, because the connection is in doubt or a
 * `join()` is under way; or the sends may have gone back to an older connection.
 */
const RECHECK = 250;

/**
 * A topic on the connection: rxjs `webSocket().multiplex()` across connections. The result sends `subscribe` with its first
 * subscriber, and again on each connection that takes over; it sends `unsubscribe` when its last subscriber leaves and the
 * connection is open. All subscribers share the topic; each call makes another one. Its subscribers hold the connection
 * open, like those of `on()`. Nothing is queued while there is no connection.
 *
 * It errors with what ends the streams of the socket, with a {@link SendError} if `subscribe` can never be sent, and with a
 * {@link ConfigError} if a function of the topic throws; `retry()` starts it afresh. An error of `unsubscribe`, after the
 * last subscriber has left, is an unhandled error.
 *
 * @example
 * const prices$ = multiplex(socket, {
 *   subscribe: { name: 'watch', params: { symbol: 'ACME' } },
 *   unsubscribe: { name: 'unwatch', params: { symbol: 'ACME' } },
 *   select: (message) => message.type === 'price' && message.symbol === 'ACME',
 * });
 *
 * @param host time and chance, for tests and simulations
 * @throws ConfigError at once, naming the option, for a topic that can never work
 */
export function multiplex<
  In extends MessageMap,
  Out extends MessageMap,
  TypeKey extends string,
  Name extends NameOf<In> = NameOf<In>,
>(
  socket: GatewaySocket<In, Out, TypeKey>,
  topic: Topic<In, Out, TypeKey, Name>,
  host: Host = realHost,
): Observable<MessageOf<In, Name, TypeKey>> {
  const { subscribe, unsubscribe, select } = own(topic);
  checkTopic({ subscribe, unsubscribe, select });
  // What a predicate accepts is typed as any message: `Name` has its default then.
  const selected$ = selectedFrom(socket, select) as Observable<MessageOf<In, Name, TypeKey>>;
  const topic$ = new Observable<MessageOf<In, Name, TypeKey>>((subscriber) => {
    const upkeep = new Upkeep(socket, host, { subscribe, unsubscribe }, (error) => subscriber.error(error));
    subscriber.add(upkeep);
    // Subscribed first: it holds the connection open, and the backend may answer at once. On an error the topic ends
    // before a `retry()` starts it again.
    subscriber.add(selected$.pipe(tap({ error: () => upkeep.unsubscribe() })).subscribe(subscriber));
    if (!subscriber.closed) upkeep.start();
  });
  return topic$.pipe(share());
}

function selectedFrom<In extends MessageMap, Out extends MessageMap, TypeKey extends string, Name extends NameOf<In>>(
  socket: GatewaySocket<In, Out, TypeKey>,
  select: Topic<In, Out, TypeKey, Name>['select'],
): Observable<unknown> {
  if (isFunction(select)) return socket.messages$.pipe(filter((message) => called('select', select, message)));
  return typeof select === 'string' ? socket.on(select) : socket.on(...select);
}

/** Keeps the connection that has the sends subscribed to a topic. */
class Upkeep {
  /** The openings whose connections were subscribed. The sends may go back to an older one of them. */
  readonly #subscribed = new Set<number>();
  #current = 0;
  readonly #watching = new Subscription();
  #recheck = Subscription.EMPTY;

  constructor(
    private readonly socket: Pick<GatewaySocket, 'opened$' | 'events$' | 'send'>,
    private readonly host: Host,
    private readonly messages: { readonly subscribe: unknown; readonly unsubscribe: unknown },
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    const { opened$, events$ } = this.socket;
    // `opened$` emits nothing when the sends go back to an older connection.
    this.#watching.add(
      events$.subscribe(({ type }) => {
        if (type === 'ended') this.#checkSoon();
      }),
    );
    this.#watching.add(opened$.subscribe((opened) => this.#check(opened)));
  }

  /** Ends it: the last subscriber has left, or an error follows. */
  unsubscribe(): void {
    if (this.#watching.closed) return;
    this.#watching.unsubscribe();
    this.#recheck.unsubscribe();
    const { unsubscribe } = this.messages;
    if (unsubscribe === undefined || !this.#subscribed.has(this.#current)) return;
    try {
      sendNow(this.socket, 'unsubscribe', unsubscribe);
    } catch (error) {
      // Nobody is subscribed any more, so rxjs reports it.
      if (!isClosed(error)) throwError(() => error).subscribe();
    }
  }

  #check({ count }: Opened): void {
    this.#current = count;
    this.#recheck.unsubscribe();
    if (this.#subscribed.has(count)) return;
    try {
      if (sendNow(this.socket, 'subscribe', this.messages.subscribe) === 'dropped') this.#checkSoon();
      else this.#subscribed.add(count);
    } catch (error) {
      if (!isClosed(error)) this.failed(error);
    }
  }

  #checkSoon(): void {
    this.#recheck.unsubscribe();
    if (this.#watching.closed) return;
    // `opened$` emits the open connection at once.
    const opened$ = timer(RECHECK, this.host.scheduler).pipe(switchMap(() => this.socket.opened$.pipe(take(1))));
    this.#recheck = opened$.subscribe((opened) => this.#check(opened));
  }
}

/** `close()` was called, and the streams complete. */
function isClosed(error: unknown): boolean {
  return isSendError(error) && error.kind === 'closed';
}
