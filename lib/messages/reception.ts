import type { Fault } from '../events';
import { Answered, type CopyBag } from './answered';
import type { Decoded, InboundMessage } from './decode';
import { frameKey } from './frame-key';
import { Inbox, type Deliver, type InboxOptions } from './inbox';
import type { Router } from './router';

type GatewayError = Extract<Fault, { readonly type: 'gateway-error' }>;

/** The part of the requests that the frames need. */
export interface Replies<Link> {
  readonly open: boolean;
  /** `false` where the message answers none. */
  answer(name: string, message: InboundMessage): boolean;
  answers(name: string, message: InboundMessage, link: Link): 'certain' | 'likely' | undefined;
  refuse(link: Link, frame: GatewayError): void;
}

/** Receives faults. */
interface FaultLog {
  readonly faultsObserved: boolean;
  /** Whether a frame that has no subscriber is a fault all the same. */
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
export class Reception<Link extends FrameSource> {
  // Made with the first frame: a socket that is not used yet costs little.
  #made: Inbox | undefined;
  #frames: Deliver<Link> | undefined;
  #compared: Deliver<Frame<Link>> | undefined;
  #answered: Answered | undefined;

  constructor(private readonly options: ReceptionOptions<Link>) {}

  get #inbox(): Inbox {
    return (this.#made ??= new Inbox(this.options, (name) => this.#wants(name)));
  }

  // One function for all frames: a closure for each frame would cost more than its work.
  get #takeFrame(): Deliver<Link> {
    return (this.#frames ??= (decoded, link) => this.#deliver(decoded, link));
  }

  get #takeCompared(): Deliver<Frame<Link>> {
    return (this.#compared ??= (decoded, frame) => this.#deliverCompared(decoded, frame));
  }

  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void {
    if (this.#needs(data)) this.#inbox.receive(data, link, this.#takeFrame);
  }

  /** A frame that may be a copy of another connection's. */
  frame(data: unknown, link: Link): Frame<Link> {
    return new Frame(data, link, this);
  }

  /** Delivers a frame that was compared. A copy is no message, but may be a reply all the same. */
  receiveCompared(frame: Frame<Link>): void {
    if (frame.copy ? this.options.replies.open : this.#needs(frame.data))
      this.#inbox.receive(frame.data, frame, this.#takeCompared);
    else this.#inbox.forget();
  }

  typeOf(data: unknown): string | undefined {
    return this.#inbox.peek(data)?.name;
  }

  answers(data: unknown, link: Link): 'certain' | 'likely' | undefined {
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

  /** Whether every frame is needed, because a request or a subscriber to faults waits. */
  get #needsAll(): boolean {
    const { replies, faults } = this.options;
    return replies.open || faults.faultsObserved;
  }

  #needs(frame: unknown): boolean {
    const { router, faults } = this.options;
    return router.observed || this.#needsAll || faults.isFault(frame);
  }

  #wants(name: string): boolean {
    const { router } = this.options;
    const wanted = router.wants(name) || this.#needsAll;
    if (!wanted) router.skip(name);
    return wanted;
  }

  #deliver(decoded: Decoded, link: Link): void {
    if (decoded.type === 'message' && this.options.replies.open)
      this.options.replies.answer(decoded.name, decoded.message);
    this.#deliverOn(decoded, link);
  }

  #deliverCompared(decoded: Decoded, frame: Frame<Link>): void {
    const { replies } = this.options;
    const { comparedBy: key, copy } = frame;
    const answered = (this.#answered ??= new Answered(this.options.copyBag(), this.options.copyBag()));
    const mayAnswer = key === undefined || !copy || answered.copyMayAnswer(key, frame.answer, frame.at);
    if (decoded.type === 'message' && replies.open && mayAnswer) {
      const answers = replies.answer(decoded.name, decoded.message);
      if (answers && key !== undefined && !copy) answered.add(key, frame.answer, frame.at);
    }
    if (!copy) this.#deliverOn(decoded, frame.link);
    else if (decoded.type === 'gateway-error') replies.refuse(frame.link, decoded);
  }

  #deliverOn(decoded: Decoded, link: Link): void {
    if (decoded.type === 'gateway-error') this.options.replies.refuse(link, decoded);
    if (decoded.type === 'message') this.options.router.route(decoded.name, decoded.message);
    else this.options.faults.fault(decoded);
  }
}

/** A frame while more than one connection is read: the inbox decodes it once, when it is first asked about. */
class Frame<Link extends FrameSource> {
  readonly at: number;
  /** Whether another connection brought it before. */
  copy = false;
  /** The key by which it was compared; `undefined` where it was not. */
  comparedBy: string | undefined;
  #answer: { readonly is: 'certain' | 'likely' | undefined } | undefined;

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

  /** What it was when it came. */
  get answer(): 'certain' | 'likely' | undefined {
    return (this.#answer ??= { is: this.reception.answers(this.data, this.link) }).is;
  }

  get key(): string | undefined {
    return (this.comparedBy = this.reception.keyOf(this.data));
  }

  deliver(copy: boolean): void {
    this.copy = copy;
    this.reception.receiveCompared(this);
  }
}
