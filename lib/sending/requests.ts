import { Observable, type Subscriber } from 'rxjs';
import { must, own } from '../checks';
import type { Clock } from '../clock';
import { RequestError, SendError, type ConnectionError, type GatewaySocketError } from '../errors';
import type { UndeliveredReason } from '../events';
import { detail, numbered } from '../text';
import { ConnectionIds, type ErrorFrame } from './connection-ids';
import { encode, REQUEST_ID, type EncodeOptions, type Outgoing } from './encode';
import { Expectations, type ReplyMatcher } from './expectations';
import { Item } from './item';
import type { Outbox } from './outbox';
import { requestId } from './request-ids';
import type { Writable } from './send-buffer';
import type { Sender } from './sender';

/** The part of an inbound message that requests need. */
interface Answer {
  readonly [key: string]: unknown;
}

/** How a request is sent and its reply is found. */
export interface AskOptions {
  /** The type of the reply, or a predicate. Left out: the reply echoes the `request_id` that is added to the message. */
  readonly reply?: string | ((message: never) => boolean) | undefined;
  /** ms from the subscription on. */
  readonly timeout?: number | undefined;
}

/** Options of {@link Requests}. */
export interface RequestsOptions<Link extends Writable> extends EncodeOptions {
  readonly requestTimeout: number;
  readonly sender: Sender<Link>;
  readonly outbox: Outbox<Link>;
}

/** A request that was written. */
interface Question<Link> {
  readonly name: string;
  readonly matcher: ReplyMatcher;
  readonly subscriber: Subscriber<object>;
  readonly link: Link;
  /** Its number among the messages that were sent on its connection, keep-alive pings included. */
  readonly nth: number;
}

/** Requests to the backend, and the replies to them. */
export class Requests<Link extends Writable> {
  #questions: Expectations<Question<Link>> | undefined;
  /** The callbacks for when no reply is awaited on a link any more. */
  #waiters: Map<Link, Set<() => void>> | undefined;
  /** Created at the first error frame. */
  #ids: ConnectionIds<Link> | undefined;
  /** Every request that has a subscriber, written or not. */
  #subscribers: Set<Subscriber<object>> | undefined;
  #closed = false;

  constructor(
    private readonly options: RequestsOptions<Link>,
    private readonly clock: Clock,
  ) {}

  /** Whether any request has been written and awaits a reply. If not, messages need not be compared with requests. */
  get open(): boolean {
    return this.#questions !== undefined && this.#questions.size > 0;
  }

  /** Sends with each subscription, emits the reply and completes. */
  ask(message: Outgoing, options: AskOptions = {}): Observable<object> {
    const { reply, timeout = this.options.requestTimeout } = own(options);
    must(typeof timeout === 'number' && timeout >= 0, 'request.timeout', detail`a number of ms, or Infinity`, timeout);
    const known = reply === undefined || typeof reply === 'string' || typeof reply === 'function';
    must(known, 'request.reply', detail`a type or a predicate`, reply);
    const { name } = message;
    const echo = reply === undefined ? detail` with its request_id` : '';
    return new Observable((subscriber) => {
      if (this.#closed) throw new SendError('closed', numbered`'${name}' was requested after close(), which is final.`);
      (this.#subscribers ??= new Set()).add(subscriber);
      subscriber.add(() => this.#subscribers?.delete(subscriber));
      this.clock.after(timeout, subscriber, () =>
        subscriber.error(new RequestError('timeout', name, numbered`had no reply${echo} within ${timeout} ms.`)),
      );
      subscriber.add(() => this.clock.cancelAll(subscriber));
      this.#send(message, matcherOf(reply), subscriber);
    });
  }

  /** Passes a message to the request that it answers. Returns `false` if there is none. */
  answer(name: string, message: Answer): boolean {
    const failed = ({ subscriber }: Question<Link>, error: unknown) => subscriber.error(error);
    const subscriber = this.#find(name, message, failed)?.subscriber;
    subscriber?.next(message);
    subscriber?.complete();
    return subscriber !== undefined;
  }

  /** Whether a message is the reply to a request: `certain` by its id, `likely` by its type on the connection of the request. */
  answers(name: string, message: Answer, link: Link): 'certain' | 'likely' | undefined {
    const question = this.#find(name, message, () => undefined);
    if (question?.matcher.by === 'id') return 'certain';
    return question?.link === link ? 'likely' : undefined;
  }

  /** Called for an error frame of the gateway on a connection. */
  refuse(on: Link, frame: ErrorFrame): void {
    if (!(this.#ids ??= new ConnectionIds()).isAbout(on, frame)) return;
    // The frame does not name a request. It is about a request only if nothing was sent on the connection after it.
    for (const { name, subscriber, link, nth } of this.#questions ?? []) {
      if (link === on && nth === link.sent)
        subscriber.error(
          new RequestError('rejected', name, numbered`was answered by the gateway itself: "${frame.message}".`),
        );
    }
  }

  /** Errors the requests whose connections ended. */
  lost(isLost: (link: Link) => boolean, cause?: ConnectionError): void {
    this.#ids?.forget(isLost);
    for (const { name, subscriber, link } of this.#questions ?? []) {
      if (!isLost(link)) continue;
      const problem = numbered`had no reply when its connection ended, and may or may not have been carried out.`;
      subscriber.error(new RequestError('lost', name, problem, cause && { cause }));
    }
  }

  /** Calls back once, as soon as no reply is awaited on a connection. The result cancels that. */
  whenAnswered(link: Link, answered: () => void): () => void {
    if (!this.#awaits(link)) {
      answered();
      return () => undefined;
    }
    const waiters = (this.#waiters ??= new Map<Link, Set<() => void>>());
    const ofLink = waiters.get(link) ?? new Set<() => void>();
    waiters.set(link, ofLink.add(answered));
    return () => ofLink.delete(answered);
  }

  close(): void {
    this.#closed = true;
    for (const subscriber of [...(this.#subscribers ?? [])]) subscriber.complete();
  }

  #send(message: Outgoing, matcher: ReplyMatcher, subscriber: Subscriber<object>): void {
    const { sender, outbox } = this.options;
    const { name } = message;
    const text = encode(message, this.options, [REQUEST_ID], matcher.by === 'id' ? matcher.id : undefined);
    const questions = (this.#questions ??= new Expectations<Question<Link>>());
    const item = new Item<Link>(name, message.params, message.action, text, {
      written: (link) => {
        const question = { name, matcher, subscriber, link, nth: link.sent + 1 };
        questions.add(question);
        subscriber.add(() => this.#forget(question));
      },
      rejected: (reason, cause) =>
        reason === 'closed' && !cause ? subscriber.complete() : subscriber.error(cause ?? unsent(name, reason)),
    });
    subscriber.add(() => outbox.withdraw(item));
    sender.sendEncoded(item);
  }

  #forget(question: Question<Link>): void {
    this.#questions?.delete(question);
    const { link } = question;
    const waiters = this.#waiters?.get(link);
    if (!waiters || this.#awaits(link)) return;
    this.#waiters?.delete(link);
    for (const answered of waiters) answered();
  }

  #awaits(link: Link): boolean {
    return [...(this.#questions ?? [])].some((question) => question.link === link);
  }

  #find(
    name: string,
    message: Answer,
    threw: (question: Question<Link>, error: unknown) => void,
  ): Question<Link> | undefined {
    return this.#questions?.find(name, message[REQUEST_ID], message, threw);
  }
}

/** The error of a request that was given up before it was written. */
function unsent(name: string, reason: UndeliveredReason): GatewaySocketError {
  return reason === 'expired'
    ? new RequestError('timeout', name, numbered`waited too long for a connection (outbox.ttl).`)
    : new SendError('queue-full', numbered`'${name}' was dropped by the full outbox (outbox.capacity).`);
}

function matcherOf(reply: AskOptions['reply']): ReplyMatcher {
  if (reply === undefined) return { by: 'id', id: requestId() };
  if (typeof reply === 'string') return { by: 'type', name: reply };
  // The application declares the types of its messages. Here they are only known to be objects.
  return { by: 'test', test: reply as (message: object) => boolean };
}
