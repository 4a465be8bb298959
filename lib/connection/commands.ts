import { Subject, type Observable } from 'rxjs';
import type { Channel } from './signals';

/** What is asked of a connection, by the application or by its host. */
export type Command =
  /** Another channel is to be joined. */
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
  /** The machine has slept, perhaps without an event of the host. */
  | 'slept';

/** The channel that connections are to be for, and what is asked of them. */
export class Commands {
  readonly #commands = new Subject<Command>();
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
    return this.#commands;
  }

  join(channel: string): void {
    if (channel === this.#channel) return;
    this.#channel = channel;
    this.#commands.next('join');
  }

  give(command: Command): void {
    this.#commands.next(command);
  }
}
