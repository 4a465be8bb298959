import type { Clock } from '../clock';
import { Link } from '../connection/link';
import type { Opened } from '../events';
import type { Outgoing } from '../sending/encode';

/** Passes the messages of a tab to the holder. */
export interface TabSender {
  /** @param link the number of the connection that it is for alone */
  send(message: Outgoing, text: string, link?: number): void;
}

/** One connection of the holder, as a tab has it. */
export class TabLink extends Link {
  /** No count: a gateway error that another tab caused must not reject the request that was sent last here. */
  override sent = NaN;

  constructor(
    readonly number: number,
    readonly opened: Opened,
    private readonly sender: TabSender,
    clock: Clock,
    private readonly end = {
      readyState: 1,
      bufferedAmount: 0,
      send: (): void => undefined,
      close: (): void => undefined,
    },
  ) {
    super(end, clock);
  }

  override sendOwn(text: string, message: Outgoing = { name: '' }): void {
    this.sender.send(message, text, this.number);
  }

  override send(text: string, message: Outgoing = { name: '' }): void {
    this.sender.send(message, text);
  }

  /** Nothing is written to it any more. */
  ends(): void {
    this.end.readyState = 3;
  }
}
