import { Observable } from 'rxjs';
import type { Channel } from './signals';

/** What is asked of a connection, by the application or by its host. */
export type Command =
  /** Another channel is wanted. */
  | 'join'
  | 'reconnect'
  /** A fatal error may be cured (`resumeOn`). */
  | 'resume'
  | 'online'
  | 'offline'
  | 'suspend'
  /** The connection is not needed any more. */
  | 'stop'
  | 'wake'
  /** The machine has slept, and no event showed it. */
  | 'slept';

/** Takes commands. */
export interface CommandReceiver {
  obey(command: Command): void;
}

/** The channel that connections are to be for, and what is asked of them. */
export class Commands {
  #receivers: readonly CommandReceiver[] = NONE;
  #channel: Channel;
  /** Whether the host is offline, as far as it has reported. */
  offline = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get channel(): Channel {
    return this.#channel;
  }

  get all$(): Observable<Command> {
    return new Observable((subscriber) => {
      const receiver = { obey: (command: Command) => subscriber.next(command) };
      this.listen(receiver);
      return () => this.ignore(receiver);
    });
  }

  /** Gives a receiver every command from now on, until {@link ignore}. */
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
    for (const receiver of this.#receivers) receiver.obey(command);
  }
}

const NONE: readonly CommandReceiver[] = [];
