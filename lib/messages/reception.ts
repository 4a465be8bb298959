import type { Fault } from '../events';
import type { Decoded, InboundMessage } from './decode';
import { frameKey } from './frame-key';
import { Inbox, type Deliver, type InboxOptions } from './inbox';
import type { Router } from './router';

type GatewayError = Extract<Fault, { readonly type: 'gateway-error' }>;

/** The requests that wait for replies, as far as a frame concerns them. */
export interface Replies<Link> {
  readonly open: boolean;
  answer(name: string, message: InboundMessage): void;
  answers(name: string, message: InboundMessage, link: Link): 'certain' | 'likely' | undefined;
  refuse(link: Link, frame: GatewayError): void;
}

/** Takes faults. */
interface FaultLog {
  readonly faultsObserved: boolean;
  fault(fault: Fault): void;
}

/** How frames are taken. */
export interface ReceptionOptions<Link> extends InboxOptions {
  readonly dedupe: 'text' | false | ((message: InboundMessage) => unknown);
  readonly router: Router;
  readonly replies: Replies<Link>;
  readonly faults: FaultLog;
}

/**
 * Takes the frames of every connection: replies go to their requests, all messages to the router. A frame is decoded only
 * where a message, a reply or a fault has a subscriber.
 */
export class Reception<Link> {
  // Made with the first frame: a socket that is not used yet costs little.
  #made: Inbox | undefined;
  #frames: Deliver<Link> | undefined;
  #copies: Deliver<Link> | undefined;

  constructor(private readonly options: ReceptionOptions<Link>) {}

  get #inbox(): Inbox {
    return (this.#made ??= new Inbox(this.options, (name) => this.options.router.wants(name) || this.#isAsked));
  }

  // One function for all frames, made with the first one: a function for each frame would cost more than what it does.
  get #takeFrame(): Deliver<Link> {
    return (this.#frames ??= (decoded, link) => this.#deliver(decoded, link));
  }

  get #takeCopy(): Deliver<Link> {
    return (this.#copies ??= (decoded, link) => this.#answer(decoded, link));
  }

  /** Delivers a frame of the only connection. */
  receive(data: unknown, link: Link): void {
    if (this.options.router.observed || this.#isAsked) this.#inbox.receive(data, link, this.#takeFrame);
  }

  /** A frame that may be a copy of another connection's. */
  frame(data: unknown, link: Link): Frame<Link> {
    return new Frame(data, link, this);
  }

  /** A copy is no message, but may be a reply all the same. */
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

  /** Drops what is still being checked. */
  close(): void {
    this.#made?.close();
  }

  get #isAsked(): boolean {
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

/** A frame while more than one connection is read: the inbox decodes it once, when it is first asked about. */
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
