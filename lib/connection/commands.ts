import { Observable } from 'rxjs';
import type { Channel } from './signals';

/** A command for the connection, from the application or from the host. */
export type Command =
  /** The channel has changed. */
  | 'join'
  | 'reconnect'
  /** A fatal error may be cured (`resumeOn`). */
  | 'resume'
  | 'online'
  | 'offline'
  | 'suspend'
  /** The connection is not needed any more. */
  | 'stop'
  /** The page is visible or runs again. */
  | 'wake'
  /** The machine slept, and the host emitted no event. */
  | 'slept';

/** Receives commands. */
export interface CommandReceiver {
  onCommand(command: Command): void;
}

/** The channel of the next connection, and the commands for the current one. */
export class Commands {
  #receivers: readonly CommandReceiver[] = NONE;
  #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get channel(): Channel {
    return this.#channel;
  }

  get all$(): Observable<Command> {
    return new Observable((subscriber) => {
      const receiver = { onCommand: (command: Command) => subscriber.next(command) };
      this.listen(receiver);
      return () => this.ignore(receiver);
    });
  }

  /** Passes every command from now on to a receiver, until {@link ignore}. */
  listen(receiver: CommandReceiver): void {
    this.#receivers = this.#receivers.concat(receiver);
  }

  ignore(receiver: CommandReceiver): void {
    this.#receivers = this.#receivers.filter((other) => other !== receiver);
  }

  join(channel: string): void {
    if (channel === this.#channel) return;
    this.#channel = channel;
    this.give('join');
  }

  give(command: Command): void {
    for (const receiver of this.#receivers) receiver.onCommand(command);
  }
}

const NONE: readonly CommandReceiver[] = [];
