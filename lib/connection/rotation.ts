import { filter, merge, Observable, Subscription, take, timer } from 'rxjs';
import { ConnectionError } from '../errors';
import type { RotationReason } from '../events';
import type { Host } from '../host';
import type { AttemptSignal } from './attempt';
import { Copies } from './copies';
import { leftBehind, type Link } from './open-socket';
import { isCopy, newLine, noteHeard, type Line, type Older } from './rotation-line';
import type { RotationOptions, RotationSignal } from './rotation-signal';

/** A broadcast may be under way for so long, in ms. */
const LATE = 2_000;

/** A connection that was asked to close is read for so long at most, in ms. */
const CLOSING = 2_000;

/**
 * Holds one connection, and replaces it before the server ends it: opens the next beside it, lets it take over, lets
 * both live for the overlap with copies told from repeats, and closes the old one. Never more than two. A failed
 * rotation changes nothing; a connection that took over and hears nothing of what the old one hears is given up.
 *
 * Errors with the end of the only connection, as an attempt does.
 */
export function rotating(options: RotationOptions, { scheduler }: Host): Observable<RotationSignal> {
  const { first$, next$, due, asked$, channel, pacing, overlap, keyOf, isAnswer, receive, awaited } = options;
  const window = overlap / 2;
  const late = Math.min(window, LATE);
  const now = () => scheduler.now();
  const after = (delay: number) => timer(delay, scheduler);

  return new Observable<RotationSignal>((subscriber) => {
    /** Takes the sends; before it has opened, the attempt to. */
    let current = line();
    /** Being opened beside the current one. Never while there is an older one. */
    let next: Line | undefined;
    let older: Older | undefined;
    /** What the overlap waits for. */
    let overlapping = new Subscription();
    let pace = pacing();
    /** What was asked for while there were two already. */
    let postponed: RotationReason | undefined;

    /** What is asked for from within what is told of a change waits until the change is done. */
    const asks: RotationReason[] = [];
    let changing = false;

    subscriber.add(asked$.subscribe(ask));
    change(() => start(current, first$));

    function change(work: () => void): void {
      if (changing) {
        work();
        return;
      }
      changing = true;
      try {
        work();
      } finally {
        changing = false;
      }
      for (let why = asks.shift(); why; why = asks.shift()) answer(why);
    }

    function line(why?: RotationReason): Line {
      const one = newLine(why);
      subscriber.add(one.life);
      return one;
    }

    function end({ life }: Line): void {
      subscriber.remove(life);
      life.unsubscribe();
    }

    function start(one: Line, attempt$: Observable<AttemptSignal>): void {
      // Part of its life before it begins: who hears of its first step may end it there.
      const living$ = new Observable<AttemptSignal>((attempt) => {
        one.life.add(attempt);
        return attempt$.subscribe(attempt);
      });
      living$.subscribe({
        next: (signal) => change(() => hear(one, signal)),
        error: (error: unknown) => change(() => lose(one, error)),
      });
    }

    function hear(one: Line, signal: AttemptSignal): void {
      switch (signal.type) {
        case 'opened':
          takeOver(one, signal.link);
          return;
        case 'held':
          one.underway = undefined;
          return;
        case 'authorizing':
        case 'connecting':
          one.underway = { state: signal.type, attempt: signal.attempt };
          one.channel = signal.channel;
          // The backend knows the new connection before its client does: from here on a frame may come twice. Equal
          // texts of two channels are two messages.
          if (one === next && signal.type === 'connecting') {
            one.copies = one.channel === current.channel ? new Copies(window) : undefined;
          }
          break;
        case 'gone':
      }
      subscriber.next(signal);
    }

    function deliver(one: Line, link: Link, data: unknown): void {
      // What the old one brings right after the takeover may have been sent before the backend knew the new one.
      if (older && (one !== older || now() - older.since >= late) && !isAnswer(data)) {
        noteHeard(one, now());
      }
      const successor = one === older ? current : next;
      receive(data, link, isCopy(one, successor, data, keyOf, now));
    }

    function takeOver(one: Line, link: Link): void {
      const previous = one === next ? current : undefined;
      one.link = link;
      one.underway = undefined;
      current = one;
      next = undefined;
      one.life.add(link.frames$.subscribe((data) => deliver(one, link, data)));
      one.life.add(
        due(link).subscribe((why) => {
          // The limits of one that is being replaced are met already.
          if (one === current) ask(why);
        }),
      );
      if (previous?.link && previous.channel === one.channel) {
        older = Object.assign(previous, { link: previous.link, heard: 0, since: now() });
        overlapping = new Subscription();
        older.life.add(overlapping);
        overlapping.add(after(overlap).subscribe(() => change(judge)));
      } else if (previous) {
        leave(previous);
      }
      subscriber.next({ type: 'opened', link, channel: one.channel, rotated: previous !== undefined });
    }

    /** The overlap is over: lets the old connection go, unless the new one seems deaf. */
    function judge(): void {
      if (!older) return;
      if (current.heard === 0 && older.heard > 0) {
        // What the old one has only just heard may still be on its way to the new one.
        const doubt = older.heardSince + window - now();
        if (doubt > 0) overlapping.add(after(doubt).subscribe(() => change(judge)));
        else deaf(older);
        return;
      }
      const answered = awaited(older.link).pipe(filter((some) => !some));
      overlapping.add(answered.pipe(take(1)).subscribe(() => change(close)));
    }

    function close(): void {
      if (!older) return;
      older.closing = true;
      older.life.add(after(CLOSING).subscribe(() => change(letGo)));
      older.link.close(1_000, '');
    }

    /** Ends a connection that is open still: whoever wrote to it is told. */
    function leave(one: Line): void {
      end(one);
      const { link } = one;
      if (link)
        subscriber.next({ type: 'gone', link, error: leftBehind(link, now(), 'another connection took its place.') });
    }

    function letGo(): void {
      if (!older) return;
      const left = older;
      forgetOlder();
      leave(left);
    }

    function forgetOlder(): void {
      older = undefined;
      pace = pacing();
      forgetCopies();
      const why = channel() === current.channel ? postponed : 'join';
      postponed = undefined;
      if (why) ask(why);
    }

    /** Copies of what a connection brought before it went may still be under way for one more window. */
    function forgetCopies(): void {
      const one = current;
      one.copies?.oldIsGone();
      one.life.add(after(window).subscribe(() => (one.copies = undefined)));
    }

    function deaf(hearing: Older): void {
      const given = current;
      fallBack(
        hearing,
        new ConnectionError('lost', 'it heard nothing of what the older connection received.', NOT_PROVED),
      );
      subscriber.next({ type: 'deaf' });
      leave(given);
    }

    /** The connection that took over is no use: the older one takes the sends again, and another is tried. */
    function fallBack(to: Older, error: unknown): void {
      overlapping.unsubscribe();
      // What it brought first may still come on the older one, for one window.
      const { copies } = current;
      if (copies) {
        to.lost.add(copies);
        to.life.add(after(window).subscribe(() => to.lost.delete(copies)));
      }
      current = to;
      older = undefined;
      subscriber.next({ type: 'moved', link: to.link });
      next = line();
      retryNext(next, error);
    }

    function retryNext(one: Line, error: unknown): void {
      one.underway = undefined;
      one.copies = undefined;
      const delay = pace(error);
      if (delay === undefined) {
        end(one);
        next = undefined;
        return;
      }
      const again$ = merge(after(delay), asked$).pipe(take(1));
      one.life.add(again$.subscribe(() => change(() => start(one, next$))));
    }

    function lose(one: Line, error: unknown): void {
      if (one === older) {
        if (!older.closing && error instanceof ConnectionError) subscriber.next({ type: 'ended', error });
        // Its own end has told that it is gone.
        end(one);
        forgetOlder();
      } else if (one === next) {
        if (error instanceof ConnectionError) subscriber.next({ type: 'ended', error });
        retryNext(one, error);
      } else if (one.link && error instanceof ConnectionError && older && !older.closing) {
        end(one);
        fallBack(older, error);
        subscriber.next({ type: 'ended', error });
      } else if (one.link && error instanceof ConnectionError && next?.underway) {
        const { underway } = next;
        end(one);
        current = next;
        next = undefined;
        forgetCopies();
        subscriber.next({ type: 'ended', error, next: underway });
      } else {
        subscriber.error(error);
      }
    }

    function ask(why: RotationReason): void {
      if (changing) asks.push(why);
      else answer(why);
    }

    function answer(why: RotationReason): void {
      change(() => {
        if (!current.link) return;
        const joined = channel() === current.channel;
        if (next?.why === 'join' && why === 'join' && joined) {
          end(next);
          next = undefined;
          subscriber.next({ type: 'moved', link: current.link });
        } else if (older && why === 'join') {
          letGo();
        } else if (older) {
          postponed = why;
        } else if (!next && !(why === 'join' && joined)) {
          const one = line(why);
          next = one;
          subscriber.next({ type: 'rotating', why });
          start(one, next$);
        }
      });
    }
  });
}

/** A connection that is no use has proved nothing, however long it was open: the next try comes later each time. */
const NOT_PROVED = { code: 1_000, reason: '', wasClean: true, uptime: 0 };
