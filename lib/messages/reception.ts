import type { Fault } from '../events';
import type { Decoded, InboundMessage } from './decode';
import { frameKey } from './frame-key';
import { Inbox, type Deliver, type InboxOptions } from './inbox';
import type { Router } from './router';

type GatewayError = Extract<Fault, { readonly type: 'gateway-error' }>;

/** The part of the requests that the frames need. */
export interface Replies<Link> {
  readonly open: boolean;
  answer(name: string, message: InboundMessage): void;
  answers(name: string, message: InboundMessage, link: Link): 'certain' | 'likely' | undefined;
  refuse(link: Link, frame: GatewayError): void;
}

/** Receives faults. */
interface FaultLog {
  readonly faultsObserved: boolean;
  fault(fault: Fault): void;
}

/** Options of {@link Reception}. */
export interface ReceptionOptions<Link> extends InboxOptions {
  readonly dedupe: 'text' | false | ((message: InboundMessage) => unknown);
  readonly router: Router;
  readonly replies: Replies<Link>;
  readonly faults: FaultLog;
}

/**
 * Receives the frames of every connection. A reply is passed to its request, and every message to the router. A frame
 * is decoded only if messages, replies or faults have a subscriber.
 */
export class Reception<Link> {
  // Created at the first frame, so that an unused socket costs little memory.
  #made: Inbox | undefined;
  #frames: Deliver<Link> | undefined;
  #copies: Deliver<Link> | undefined;

  constructor(private readonly options: ReceptionOptions<Link>) {}

  get #inbox(): Inbox {
    return (this.#made ??= new Inbox(this.options, (name) => this.options.router.wants(name) || this.#needsAll));
  }

  // One function for all frames: a closure for each frame would cost more than its work.
  get #takeFrame(): Deliver<Link> {
    return (this.#frames ??= (decoded, link) => this.#deliver(decoded, link));
  }

  get #takeCopy(): Deliver<Link> {
    return (this.#copies ??= (decoded, link) => this.#answer(decoded, link));
  }

  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void {
    if (this.options.router.observed || this.#needsAll) this.#inbox.receive(data, link, this.#takeFrame);
  }

  /** A frame that may be a copy of another connection's. */
  frame(data: unknown, link: Link): Frame<Link> {
    return new Frame(data, link, this);
  }

  /** A copy is not delivered as a message, but it may be a reply. */
  receiveCopy(data: unknown, link: Link): void {
    if (this.options.replies.open) this.#inbox.receive(data, link, this.#takeCopy);
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

  #answer(decoded: Decoded, link: Link): void {
    const { replies } = this.options;
    if (decoded.type === 'message' && replies.open) replies.answer(decoded.name, decoded.message);
    if (decoded.type === 'gateway-error') replies.refuse(link, decoded);
  }

  #deliver(decoded: Decoded, link: Link): void {
    this.#answer(decoded, link);
    if (decoded.type === 'message') this.options.router.route(decoded.name, decoded.message);
    else this.options.faults.fault(decoded);
  }
}

/** A frame while more than one connection is read, or one is in doubt. The inbox decodes it once, at its first use. */
class Frame<Link> {
  constructor(
    private readonly data: unknown,
    private readonly link: Link,
    private readonly reception: Reception<Link>,
  ) {}

  get type(): string | undefined {
    return this.reception.typeOf(this.data);
  }

  get answer(): 'certain' | 'likely' | undefined {
    return this.reception.answers(this.data, this.link);
  }

  get key(): string | undefined {
    return this.reception.keyOf(this.data);
  }

  deliver(copy: boolean): void {
    if (copy) this.reception.receiveCopy(this.data, this.link);
    else this.reception.receive(this.data, this.link);
  }
}
