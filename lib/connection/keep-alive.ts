import {
  defer,
  exhaustMap,
  filter,
  identity,
  ignoreElements,
  merge,
  share,
  Subject,
  switchMap,
  takeUntil,
  tap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { ConnectionError } from '../errors';
import type { Host } from '../host';
import { announced } from './announced';
import type { Link, SocketSignal } from './open-socket';

/** How a dead connection is found. */
export interface KeepAlive {
  /** The ping, written. */
  readonly text: string;
  /** ms between pings. */
  readonly every: number;
  /** ms to wait for a sign of life after a ping. */
  readonly timeout: number;
  /** Whether a frame is a sign of life. */
  readonly isReply: (data: unknown) => boolean;
}

/**
 * Sends an application ping on an open socket and ends it as `unresponsive` when nothing answers in time: a dead peer's
 * connection may look open for minutes, and a browser cannot ping by itself (contract A7). Passes every signal on.
 */
export function keepingAlive(
  options: KeepAlive | undefined,
  { scheduler }: Host,
): MonoTypeOperatorFunction<SocketSignal> {
  if (!options) return identity;
  const { text, every, timeout, isReply } = options;
  const unresponsive = (link: Link): Observable<SocketSignal> => {
    const uptime = scheduler.now() - link.since;
    const said = `nothing answered a keep-alive within ${timeout} ms.`;
    const error = new ConnectionError('unresponsive', said, { code: 1_006, reason: '', wasClean: false, uptime });
    return announced<SocketSignal>({ type: 'gone', link, error }, () => {
      throw error;
    });
  };
  return (source) =>
    defer(() => {
      const opened$ = new Subject<Link>();
      const life$ = new Subject<void>();
      const death$ = opened$.pipe(
        switchMap((link) => {
          const pings$ = timer(every, every, scheduler).pipe(
            filter(() => link.writable),
            share(),
          );
          const sent$ = pings$.pipe(
            tap(() => link.send(text)),
            ignoreElements(),
          );
          // While one ping waits for its answer, further ones wait for the same. Waited for before it is sent, because a
          // socket of a test may answer at once.
          const unanswered$ = pings$.pipe(exhaustMap(() => timer(timeout, scheduler).pipe(takeUntil(life$))));
          const answered$ = link.frames$.pipe(
            filter((data) => life$.observed && isReply(data)),
            tap(() => life$.next()),
            ignoreElements(),
          );
          return merge(answered$, unanswered$, sent$).pipe(switchMap(() => unresponsive(link)));
        }),
      );
      return merge(
        death$,
        source.pipe(
          tap((signal) => {
            if (signal.type === 'opened') opened$.next(signal.link);
          }),
        ),
      );
    });
}
