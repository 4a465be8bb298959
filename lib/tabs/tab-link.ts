import type { Clock } from '../clock';
import { Link } from '../connection/link';
import type { Opened } from '../events';
import type { Outgoing } from '../sending/encode';

/** Passes the messages of a tab to the holder. */
export interface TabSender {
  send(text: string, message: Outgoing): void;
  /** Sends it only on the connection with that number. */
  sendOn(link: number, text: string): void;
}

/** A connection of the holder from the view of a tab. */
export class TabLink extends Link {
  /** Not counted: a gateway error that another tab caused must not reject the last request of this tab. */
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

  override sendOwn(text: string): void {
    this.sender.sendOn(this.number, text);
  }

  override send(text: string, message: Outgoing = { name: '' }): void {
    this.sender.send(text, message);
  }

  /** Nothing is written to it any more. */
  ends(): void {
    this.end.readyState = 3;
  }
}
