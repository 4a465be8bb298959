import type { Fault } from '../events';
import { Answered, type CopyBag, type Likeness } from './answered';
import type { InboundMessage } from './decode';
import { frameKey } from './frame-key';
import { Inbox, type FrameReceiver, type InboxOptions } from './inbox';
import type { Router } from './router';

type GatewayError = Extract<Fault, { readonly type: 'gateway-error' }>;

/** The part of the requests that the frames need. */
export interface Replies<Link> {
  readonly open: boolean;
  /** Returns `false` if the message answers no request. */
  answer(name: string, message: InboundMessage): boolean;
  answers(name: string, message: InboundMessage, link: Link): Likeness;
  refuse(link: Link, frame: GatewayError): void;
}

/** Receives faults. */
interface FaultLog {
  readonly faultsObserved: boolean;
  /** Whether a frame without a subscriber must be reported as a fault nevertheless. */
  isFault(frame: unknown): boolean;
  fault(fault: Fault): void;
}

/** The part of a connection that its frames need. */
interface FrameSource {
  /** When its last frame arrived, in ms of the clock. */
  readonly lastActive: number;
}

/** Options of {@link Reception}. */
export interface ReceptionOptions<Link> extends InboxOptions {
  readonly dedupe: 'text' | false | ((message: InboundMessage) => unknown);
  readonly router: Router;
  readonly replies: Replies<Link>;
  readonly faults: FaultLog;
  readonly copyBag: () => CopyBag;
}

/**
 * Receives the frames of every connection. A reply is passed to its request, and every message to the router. A frame
 * is decoded only if messages, replies or faults have a subscriber.
 */
export class Reception<Link extends FrameSource> implements FrameReceiver<Link> {
  // Created with the first frame: a socket that is not used yet costs little.
  #made: Inbox | undefined;
  #answered: Answered | undefined;

  constructor(private readonly options: ReceptionOptions<Link>) {}

  get #inbox(): Inbox {
    return (this.#made ??= new Inbox(this.options, (name) => this.#checks(name)));
  }

  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void {
    if (this.#needs(data)) this.#inbox.receive(data, this, link);
  }

  /** A frame that may be a duplicate of another connection's frame. */
  frame(data: unknown, link: Link): Frame<Link> {
    return new Frame(data, link, this);
  }

  /** Delivers a frame that was compared. A duplicate is not delivered as a message, but it may be a reply. */
  receiveCompared(frame: Frame<Link>): void {
    if (frame.copy ? this.options.replies.open : this.#needs(frame.data))
      this.#inbox.receive(frame.data, frame, undefined);
    else this.#inbox.forget();
  }

  typeOf(data: unknown): string | undefined {
    return this.#inbox.peek(data)?.name;
  }

  answers(data: unknown, link: Link): Likeness {
    const { replies } = this.options;
    const decoded = replies.open ? this.#inbox.peek(data) : undefined;
    return decoded && replies.answers(decoded.name, decoded.message, link);
  }

  keyOf(data: unknown): string | undefined {
    return frameKey(data, this.options.dedupe, this.#inbox);
  }

  /** Drops messages that are still being checked. */
  close(): void {
    this.#made?.close();
  }

  message(name: string, message: InboundMessage): void {
    const { replies, router } = this.options;
    if (replies.open) replies.answer(name, message);
    router.route(name, message);
  }

  fault(fault: Fault, link: Link, copy = false): void {
    const { replies, faults } = this.options;
    if (fault.type === 'gateway-error') replies.refuse(link, fault);
    if (!copy) faults.fault(fault);
  }

  comparedMessage(name: string, message: InboundMessage, { comparedBy: key, copy, answer, at }: Frame<Link>): void {
    const { replies, router } = this.options;
    const answered = (this.#answered ??= new Answered(this.options.copyBag(), this.options.copyBag()));
    const mayAnswer = key === undefined || !copy || answered.copyMayAnswer(key, answer, at);
    const answers = replies.open && mayAnswer && replies.answer(name, message);
    if (answers && key !== undefined && !copy) answered.add(key, answer, at);
    if (!copy) router.route(name, message);
  }

  /** Whether every frame is needed, because a request or a subscriber to faults waits. */
  get #needsAll(): boolean {
    const { replies, faults } = this.options;
    return replies.open || faults.faultsObserved;
  }

  #needs(frame: unknown): boolean {
    const { router, faults } = this.options;
    return router.observed || this.#needsAll || faults.isFault(frame);
  }

  #checks(name: string): boolean {
    const { router } = this.options;
    const needed = router.needs(name) || this.#needsAll;
    if (!needed) router.skip(name);
    return needed;
  }
}

/** A frame while more than one connection is read: the inbox decodes it once, at its first use. */
class Frame<Link extends FrameSource> implements FrameReceiver<undefined> {
  readonly at: number;
  /** Whether another connection has received it before. */
  copy = false;
  /** The key by which it was compared; `undefined` if it was not. */
  comparedBy: string | undefined;
  #answer: { readonly is: Likeness } | undefined;

  constructor(
    readonly data: unknown,
    readonly link: Link,
    private readonly reception: Reception<Link>,
  ) {
    this.at = link.lastActive;
  }

  get type(): string | undefined {
    return this.reception.typeOf(this.data);
  }

  /** The likeness at the time of its arrival. */
  get answer(): Likeness {
    return (this.#answer ??= { is: this.reception.answers(this.data, this.link) }).is;
  }

  get key(): string | undefined {
    return (this.comparedBy = this.reception.keyOf(this.data));
  }

  deliver(copy: boolean): void {
    this.copy = copy;
    this.reception.receiveCompared(this);
  }

  message(name: string, message: InboundMessage): void {
    this.reception.comparedMessage(name, message, this);
  }

  fault(fault: Fault): void {
    this.reception.fault(fault, this.link, this.copy);
  }
}
