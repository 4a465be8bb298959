import {
  defer,
  distinctUntilChanged,
  map,
  Observable,
  startWith,
  Subject,
  take,
  takeUntil,
  timeout,
  type Subscriber,
} from 'rxjs';
import { milliseconds, must } from '../checks';
import { RequestError, SendError, type ConnectionError } from '../errors';
import type { Host } from '../host';
import { encode, REQUEST_ID, type EncodeOptions, type Outgoing } from './encode';
import { Expectations, type Sign } from './expectations';
import type { Item, Outbox } from './outbox';
import { requestId } from './request-ids';
import type { Sender } from './sender';
import type { Writable } from './wire';

/** An inbound message, as far as a question looks at it. */
interface Answer {
  readonly [key: string]: unknown;
}

/** How a question is asked. */
export interface AskOptions {
  /** The type of the reply, or what tells it. Left out: the reply echoes the `request_id` that is added. */
  readonly reply?: string | ((message: never) => boolean) | undefined;
  /** ms from the subscription on. */
  readonly timeout?: number | undefined;
}

/** What requests stand on. */
export interface RequestsOptions<Link extends Writable> extends EncodeOptions {
  readonly requestTimeout: number;
  readonly sender: Sender<Link>;
  readonly outbox: Outbox<Link>;
  /** Whether `close()` was called, after which nothing can be asked any more. */
  readonly isClosed: () => boolean;
  /** Emits when it is. */
  readonly closed$: Observable<unknown>;
}

/** Questions to the backend, and the answers to them. */
export interface Requests<Link extends Writable> {
  /** Whether any question is open that was written: if not, no message need be looked at for its sake. */
  readonly open: boolean;
  /** Asks with each subscription, emits the reply and completes. */
  ask(message: Outgoing, options?: AskOptions): Observable<object>;
  /** Gives a message to who asked for it. */
  answer(name: string, message: Answer): void;
  /** Whether a message would be an answer. */
  isAnswer(name: string, message: Answer): boolean;
  /** The gateway answered something that was sent on a connection with an error frame. */
  refuse(on: Link, refusal: string): void;
  /** Connections ended, and with them what they would have replied. */
  lost(isLost: (link: Link) => boolean, cause?: ConnectionError): void;
  /** Whether a reply is awaited to something that was written on a connection: at once, and with each change. */
  awaited(link: Link): Observable<boolean>;
}

/** Somebody who asked. */
interface Question<Link> {
  readonly name: string;
  readonly sign: Sign;
  readonly asker: Subscriber<object>;
  readonly link: Link;
  /** The how-manieth message on its connection it is, keep-alive pings counted. */
  readonly nth: number;
}

export function createRequests<Link extends Writable>(options: RequestsOptions<Link>, host: Host): Requests<Link> {
  const { sender, outbox, requestTimeout, isClosed, closed$ } = options;
  const questions = new Expectations<Question<Link>>();
  const changes = new Subject<void>();
  const isAwaited = (link: Link) => [...questions].some((question) => question.link === link);

  const questioned = (message: Outgoing, reply: AskOptions['reply']): Observable<object> =>
    new Observable((asker) => {
      const { name } = message;
      const sign = signOf(reply);
      const text = encode(message, options, [REQUEST_ID], sign.by === 'id' ? sign.id : undefined);
      let question: Question<Link> | undefined;
      const item: Item<Link> = {
        message,
        text,
        asker: {
          written: (link) => {
            question = { name, sign, asker, link, nth: link.sent + 1 };
            questions.add(question);
            changes.next();
          },
          givenUp: (reason, cause) => {
            if (cause) asker.error(cause);
            else if (reason === 'closed') asker.complete();
            else if (reason === 'expired') {
              asker.error(new RequestError('timeout', name, 'waited too long for a connection (outbox.ttl).'));
            } else asker.error(new SendError('queue-full', `'${name}' was given up by the full outbox.`));
          },
        },
      };
      asker.add(() => {
        outbox.withdraw(item);
        if (!question) return;
        questions.delete(question);
        changes.next();
      });
      sender.hand(item);
    });

  const answeredBy = (name: string, message: Answer, threw: (question: Question<Link>, error: unknown) => void) =>
    questions.find(name, message[REQUEST_ID], message, threw);

  return {
    get open() {
      return questions.size > 0;
    },
    ask: (message, given) => {
      const { reply, timeout: within = requestTimeout } = given ?? {};
      milliseconds('request.timeout', within);
      const known = reply === undefined || typeof reply === 'string' || typeof reply === 'function';
      must(known, 'request.reply', 'a type or a predicate', reply);
      const { name } = message;
      const tooLate = timeout<object, Observable<never>>({
        first: within,
        scheduler: host.scheduler,
        with: () => {
          throw new RequestError('timeout', name, `had no reply within ${within} ms.`);
        },
      });
      return defer(() => {
        if (isClosed()) throw new SendError('closed', `'${name}' came after close(), which is final.`);
        return questioned(message, reply).pipe(tooLate, take(1), takeUntil(closed$));
      });
    },
    answer: (name, message) => answeredBy(name, message, ({ asker }, error) => asker.error(error))?.asker.next(message),
    isAnswer: (name, message) => answeredBy(name, message, () => undefined) !== undefined,
    refuse: (on, refusal) => {
      // The frame names no request. It is about the last one only if nothing was sent on its connection since.
      for (const { name, asker, link, nth } of questions) {
        if (link === on && nth === link.sent) {
          asker.error(new RequestError('rejected', name, `was answered by the gateway itself: "${refusal}".`));
        }
      }
    },
    lost: (isLost, cause) => {
      for (const { name, asker, link } of questions) {
        if (!isLost(link)) continue;
        const problem = 'had no reply when its connection ended, and may or may not have been carried out.';
        asker.error(new RequestError('lost', name, problem, cause && { cause }));
      }
    },
    awaited: (link) =>
      defer(() =>
        changes.pipe(
          startWith(undefined),
          map(() => isAwaited(link)),
          distinctUntilChanged(),
        ),
      ),
  };
}

function signOf(reply: AskOptions['reply']): Sign {
  if (reply === undefined) return { by: 'id', id: requestId() };
  if (typeof reply === 'string') return { by: 'type', name: reply };
  // The test is the application's, which declared what messages there are; here they are objects and no more.
  return { by: 'test', test: reply as (message: object) => boolean };
}
