import { Observable, type Subscriber } from 'rxjs';
import type { Command } from '../connection/commands';
import type { Channel, Signal } from '../connection/signals';
import { configErrorOf, isConfigError, type GatewaySocketError } from '../errors';
import type { SocketParts } from '../socket-parts';
import type { Line } from './line';
import { Member, type MemberOwner } from './member';
import type { Step } from './notes';
import type { Repeats } from './repeats';

/** Finds the line of a tab. */
export interface Lines {
  readonly repeats: Repeats;
  /** Returns the id of the current user. */
  user(): string;
  /** @throws ConfigError for a URL that cannot be used */
  lineFor(user: string, channel: Channel, emit: (signal: Signal) => void): Line;
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
    this.parts.clock.after(ANSWER_TIME, this, () => {
      if (!this.#current.isKnown) this.step({ type: 'connecting', attempt: 1 }, this.#current);
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
    if (command === 'join') this.#move();
    else if (command === 'reconnect' || command === 'resume') this.#current.ask(command);
    else if (command === 'suspend') {
      this.#current.leave();
      this.subscriber.complete();
    } else if (command !== 'stop' && command !== 'offline') this.#current.check();
  }

  // The methods for the members.

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
    const isBeside = member === this.#next && this.isOpen;
    if (step.type === 'failed') this.#fail(step.error, isBeside);
    else if (member === this.#current && !this.isOpen && this.#hasMoved) this.#goOn(step);
    // As in a rotation: steps of the next connection are not reported while one is open.
    else if (!isBeside || step.type === 'fault') {
      const { channel } = member;
      const isAttempt = step.type === 'authorizing' || step.type === 'connecting';
      this.emit(isAttempt && channel !== undefined ? { ...step, channel } : step);
    }
  }

  takesOver(member: Member): void {
    if (member !== this.#current) this.#replace(member);
  }

  changedUser(): boolean {
    try {
      const user = this.lines.user();
      if (user === this.#user) return false;
      this.#user = user;
      // The previous user wrote the waiting messages.
      this.parts.outbox.abandon('closed');
      this.#current.lose();
      this.#next?.leave();
      this.#replace(this.#make());
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

  #replace(member: Member): void {
    const left = this.#current;
    this.#current = member;
    this.#next = undefined;
    left.leave();
  }

  get #hasMoved(): boolean {
    return this.parts.commands.channel !== this.#current.channel;
  }

  /** The tab moves to another channel; while a connection is open, it is read until the next one is. */
  #move(): void {
    this.#next?.leave();
    this.#next = undefined;
    if (!this.#hasMoved) return;
    try {
      const member = this.#make();
      if (this.isOpen) {
        this.#next = member;
        this.emit({ type: 'rotating', why: 'join' });
      } else this.#replace(member);
      member.join();
    } catch (error) {
      this.#fail(configErrorOf(error), this.isOpen);
    }
  }

  /**
   * As in a rotation, an open connection stays. The failed step of the next one is tried again when the open one ends.
   */
  #fail(error: GatewaySocketError, isBeside: boolean): void {
    if (!isBeside) this.subscriber.error(error);
    else if (isConfigError(error)) this.emit({ type: 'fault', fault: { type: 'config', error } });
    this.#next?.leave();
  }

  /** The current connection is lost, and the one that the tab moves to takes its place. */
  #goOn(step: Step): void {
    if (step.type === 'ended') this.emit({ ...step, next: { state: 'connecting', attempt: 1 } });
    if (this.#next && !this.#next.hasLeft) this.#replace(this.#next);
    else this.#move();
  }
}
