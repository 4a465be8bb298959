import { Observable, type Subscriber } from 'rxjs';
import type { Command } from '../connection/commands';
import type { Channel, Signal } from '../connection/signals';
import { configErrorOf } from '../errors';
import type { SocketParts } from '../socket-parts';
import type { Line } from './line';
import { Member, type MemberOwner, type Step } from './member';
import type { Repeats } from './repeats';

/** How the line of a tab is found. */
export interface Lines {
  readonly repeats: Repeats;
  /** Who is logged in now. */
  user(): string;
  /** @throws ConfigError for a URL that cannot be used */
  lineFor(user: string, channel: Channel, tell: (signal: Signal) => void): Line;
}

/** How long the holder may take to answer until the status shows an attempt, in ms. */
const ANSWER_TIME = 200;

/** The signals of the connection that all tabs share, for the socket of one tab. */
export function tabConnection(parts: SocketParts, lines: Lines): Observable<Signal> {
  return new Observable((subscriber) => {
    const tab = new TabConnection(parts, lines, subscriber);
    subscriber.add(tab);
    parts.commands.listen(tab);
    tab.begin();
  });
}

/** One tab: at most two shared connections, the current one and, after a `join()`, the next. */
class TabConnection implements MemberOwner {
  #user: string;
  #current: Member;
  #next: Member | undefined;

  constructor(
    private readonly parts: SocketParts,
    private readonly lines: Lines,
    private readonly subscriber: Subscriber<Signal>,
  ) {
    this.#user = lines.user();
    this.#current = this.#make();
  }

  begin(): void {
    const { clock, commands } = this.parts;
    clock.after(ANSWER_TIME, this, () => {
      if (!this.#current.isKnown) this.emit({ type: 'connecting', attempt: 1, ...channelOf(commands.channel) });
    });
    this.#current.join();
  }

  unsubscribe(): void {
    const { clock, commands, openings } = this.parts;
    commands.ignore(this);
    clock.cancelAll(this);
    this.#next?.leave();
    this.#current.leave();
    openings.disconnected();
  }

  onCommand(command: Command): void {
    switch (command) {
      case 'join':
        this.#move();
        return;
      case 'reconnect':
      case 'resume':
        this.#current.ask(command);
        return;
      case 'suspend':
        this.#current.leave();
        this.subscriber.complete();
        return;
      case 'wake':
      case 'slept':
      case 'online':
        this.#current.check();
        return;
      case 'offline':
      case 'stop':
    }
  }

  // The owner of the members.

  get repeats(): Repeats {
    return this.lines.repeats;
  }

  get isOpen(): boolean {
    return this.#current.isOpen;
  }

  emit(signal: Signal): void {
    this.subscriber.next(signal);
  }

  step(step: Step, member: Member): void {
    const isNext = member !== this.#current;
    // As in a rotation: what is done for the next connection does not matter while one is open.
    if (isNext && this.isOpen && step.type !== 'fault' && step.type !== 'failed') return;
    if (step.type === 'failed') this.subscriber.error(step.error);
    else if (!isNext && this.#next && !this.isOpen) this.#goOn(step);
    else
      this.emit(
        step.type === 'authorizing' || step.type === 'connecting' ? { ...step, ...channelOf(member.channel) } : step,
      );
  }

  takesOver(member: Member): void {
    if (member === this.#current) return;
    const left = this.#current;
    this.#current = member;
    this.#next = undefined;
    left.leave();
  }

  changedUser(): boolean {
    try {
      const user = this.lines.user();
      if (user === this.#user) return false;
      this.#user = user;
      // What waits was written by the user before.
      this.parts.outbox.abandon('closed');
      const [left, next] = [this.#current, this.#next];
      this.#next = undefined;
      left.lose();
      this.#current = this.#make();
      left.leave();
      next?.leave();
      this.#current.join();
    } catch (error) {
      this.subscriber.error(configErrorOf(error));
    }
    return true;
  }

  #make(): Member {
    const { channel } = this.parts.commands;
    const line = this.lines.lineFor(this.#user, channel, (signal) => this.emit(signal));
    return new Member(line, channel, this.parts, this);
  }

  /** The tab moves to another channel; while a connection is open, it is read until the next one is. */
  #move(): void {
    this.#next?.leave();
    this.#next = undefined;
    if (this.parts.commands.channel === this.#current.channel) return;
    const member = this.#make();
    const left = this.#current;
    if (left.isOpen) {
      this.#next = member;
      this.emit({ type: 'rotating', why: 'join' });
    } else {
      this.#current = member;
      left.leave();
    }
    member.join();
  }

  /** The current connection is lost, and the next one takes its place. */
  #goOn(step: Step): void {
    const left = this.#current;
    if (!this.#next) return;
    this.#current = this.#next;
    this.#next = undefined;
    left.leave();
    if (step.type === 'ended') this.emit({ ...step, next: { state: 'connecting', attempt: 1 } });
  }
}

function channelOf(channel: Channel): { readonly channel?: string } {
  return channel === undefined ? {} : { channel };
}
