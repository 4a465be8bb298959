import { filter, Observable, share, Subscription, tap, throwError, timer } from 'rxjs';
import { isFunction, isObject, must, own } from '../checks';
import type { GatewaySocket } from '../client';
import { isSendError } from '../errors';
import { realHost, type Host } from '../host';
import type { MessageMap, MessageOf, NameOf } from '../messages/message-of';
import { detail } from '../text';
import { called, checkTopic, sendNow, type Topic } from './topic';

/**
 * The delay, in ms, after which a topic is checked again. Its message could not be sent, because the connection is in
 * doubt or a `join()` is in progress. Or the sends may have moved back to an older connection. The number does not
 * divide the 2 s of a trial: of two timers that are due at once either may fire first.
 */
const RECHECK = 300;

/**
 * A topic on the connection: rxjs `webSocket().multiplex()` across connections. The result sends `subscribe` with its
 * first subscriber, and again on each connection that takes over. It sends `unsubscribe` when its last subscriber
 * leaves and the connection is open. While sends wait, as after a wake, both messages wait too. All subscribers of the
 * result share the topic; each call makes another topic. Its subscribers keep the connection open, like those of
 * `on()`. Nothing is queued while there is no connection. If the topic starts again while the sends wait, a connection
 * may be subscribed twice.
 *
 * The stream errors with the error that ends the streams of the socket. It errors with a {@link SendError} if
 * `subscribe` can never be sent, and with a {@link ConfigError} if a function of the topic throws. `retry()` starts it
 * again. An error of `unsubscribe`, after the last subscriber has left, is an unhandled error.
 *
 * @example
 * const prices$ = multiplex(socket, {
 *   subscribe: { name: 'watch', params: { symbol: 'ACME' } },
 *   unsubscribe: { name: 'unwatch', params: { symbol: 'ACME' } },
 *   select: (message) => message.type === 'price' && message.symbol === 'ACME',
 * });
 *
 * @param host time and randomness, for tests and simulations
 * @throws ConfigError synchronously, naming the option, if the topic can never work
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
  must(isObject(topic), 'multiplex', detail`an object`, topic);
  const { subscribe, unsubscribe, select } = own(topic);
  checkTopic({ subscribe, unsubscribe, select });
  // A predicate accepts a message of any type: `Name` has its default then.
  const selected$ = selectedFrom(socket, select) as Observable<MessageOf<In, Name, TypeKey>>;
  let latest: Upkeep | undefined;
  const topic$ = new Observable<MessageOf<In, Name, TypeKey>>((subscriber) => {
    latest?.stop();
    const upkeep = new Upkeep(socket, host, { subscribe, unsubscribe }, (error) => subscriber.error(error));
    latest = upkeep;
    subscriber.add(upkeep);
    // Subscribed first: this keeps the connection open, and the backend may answer at once. On an error the topic ends
    // before a `retry()` starts it again.
    const ending = { error: () => upkeep.unsubscribe(), complete: () => upkeep.stop() };
    subscriber.add(selected$.pipe(tap(ending)).subscribe(subscriber));
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
  /** The numbers of the connections that were subscribed. The sends may move back to an older one of them. */
  readonly #subscribed = new Set<number>();
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
    // `opened$` emits nothing when the sends move back to an older connection.
    this.#watching.add(
      events$.subscribe(({ type }) => {
        if (type === 'ended') this.#soon(() => this.#check());
      }),
    );
    this.#watching.add(opened$.subscribe(({ count }) => this.#check(count)));
  }

  /** Ends the topic: the last subscriber has left, or an error follows. */
  unsubscribe(): void {
    if (this.#watching.closed) return;
    this.stop();
    this.#leave();
  }

  /** Ends the topic without a message: the socket was closed, or the topic has a subscriber again. */
  stop(): void {
    this.#watching.unsubscribe();
    this.#recheck.unsubscribe();
  }

  #leave(): void {
    const { unsubscribe } = this.messages;
    if (unsubscribe === undefined || !this.#subscribed.has(this.#open() ?? 0)) return;
    try {
      if (sendNow(this.socket, 'unsubscribe', unsubscribe) === 'dropped') this.#soon(() => this.#leave());
    } catch (error) {
      // There is no subscriber any more, so rxjs reports it.
      if (!isClosed(error)) throwError(() => error).subscribe();
    }
  }

  #check(count = this.#open()): void {
    this.#recheck.unsubscribe();
    if (count === undefined || this.#subscribed.has(count)) return;
    try {
      if (sendNow(this.socket, 'subscribe', this.messages.subscribe) === 'dropped') this.#soon(() => this.#check());
      // `send` first runs overdue work: the sends may have moved.
      else this.#subscribed.add(this.#open() ?? count);
    } catch (error) {
      if (!isClosed(error)) this.failed(error);
    }
  }

  #soon(work: () => void): void {
    this.#recheck.unsubscribe();
    const recheck = timer(RECHECK, this.host.scheduler).subscribe(work);
    this.#recheck = recheck;
    // After its last subscriber has left, no stream of the topic reports a `close()`.
    recheck.add(this.socket.events$.subscribe({ complete: () => recheck.unsubscribe() }));
  }

  /** The number of the connection that has the sends: `opened$` emits it synchronously. */
  #open(): number | undefined {
    let open: number | undefined;
    this.socket.opened$.subscribe(({ count }) => (open = count)).unsubscribe();
    return open;
  }
}

/** Whether `close()` was called, so that the streams complete. */
function isClosed(error: unknown): boolean {
  return isSendError(error) && error.kind === 'closed';
}
