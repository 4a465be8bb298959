import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  filter,
  map,
  NEVER,
  Observable,
  scan,
  share,
  switchMap,
  tap,
} from 'rxjs';
import type { ConnectionError } from '../errors';
import type { Opened } from '../events';
import type { Host } from '../host';
import { announced } from './announced';
import { enduring } from './enduring';
import { nextSurroundings, unknownSurroundings, type EnvironmentSignal } from './environment';
import { leftBehind, type Link } from './open-socket';
import { RateLimit } from './rate-limit';
import { running, type Reporter, type RunningOptions } from './running';
import type { RotationSignal } from './rotation-signal';

/** What a connection is made of. */
export interface ConnectionOptions extends RunningOptions {
  /** What the host knows. Its completion and its errors change nothing. */
  readonly environment: Observable<EnvironmentSignal>;
}

/** What a connection emits while one socket follows the other. */
export type ConnectionSignal =
  /** A socket took over: what is sent from now on goes to its link. */
  | { readonly type: 'opened'; readonly link: Link; readonly opened: Opened }
  /** What is sent goes to this link again: the one that was to replace it failed, or is no longer wanted. */
  | { readonly type: 'moved'; readonly link: Link }
  /** An open socket ended by itself: nothing more comes from its link, and what it still held is lost. */
  | { readonly type: 'gone'; readonly link: Link; readonly error: ConnectionError };

/**
 * The heart: one connection that survives everything. A fresh token feeds each socket, every ending runs both again
 * after a backoff, an open one is replaced before the server ends it, and nothing is tried while the host says that it
 * is useless. Errors only with what a retry cannot cure; never completes.
 */
export function connection(options: ConnectionOptions, host: Host, reporter: Reporter): Observable<ConnectionSignal> {
  const now = () => host.scheduler.now();
  // What outlives one use of the connection: how many there were, which takes the sends, and since when there is none.
  let count = 0;
  let taking: Link | undefined;
  let silentSince: number | undefined;
  const rateLimit = new RateLimit();
  const silent = () => {
    if (taking) silentSince = now();
    taking = undefined;
  };
  const taken = (link: Link, rotated: boolean, channel: string | undefined): Opened => {
    const downtime = taking || silentSince === undefined ? 0 : now() - silentSince;
    taking = link;
    count += 1;
    return { count, reconnected: count > 1 && !rotated, rotated, downtime, ...(channel !== undefined && { channel }) };
  };

  /** Writes down what a signal means, and lets through what concerns the messages. */
  const told = (signal: RotationSignal): ConnectionSignal | undefined => {
    switch (signal.type) {
      case 'gone':
        if (signal.link === taking) silent();
        return signal;
      case 'moved':
        taking = signal.link;
        return signal;
      case 'opened': {
        const { link, rotated, channel } = signal;
        const opened = taken(link, rotated, channel);
        reporter.event({ type: 'open', at: now(), ...opened });
        return { type: 'opened', link, opened };
      }
      case 'authorizing':
        reporter.event({ type: 'token', at: now(), attempt: signal.attempt });
        return undefined;
      case 'connecting':
      case 'ended':
      case 'rotating':
        reporter.event({ ...signal, at: now() });
        return undefined;
      case 'deaf':
        reporter.fault(signal);
        return undefined;
    }
  };

  return defer(() => {
    const environment$ = options.environment.pipe(enduring, share());
    const surroundings = new BehaviorSubject(unknownSurroundings);
    /** The link that was let go of when the page was suspended. */
    let released: Link | undefined;
    const isOffline = () => surroundings.value.offline;
    const running$ = running(options, host, reporter, environment$, isOffline, rateLimit).pipe(
      map(told),
      filter((signal) => signal !== undefined),
      tap({
        subscribe: () => (released = undefined),
        unsubscribe: () => {
          released = taking;
          silent();
        },
      }),
    );
    const paused$ = defer((): Observable<ConnectionSignal> => {
      reporter.event({ type: 'paused', at: now(), reason: 'suspended' });
      if (!released) return NEVER;
      const error = leftBehind(released, now(), 'the page was suspended.');
      return announced<ConnectionSignal>({ type: 'gone', link: released, error }, () => NEVER);
    });
    return new Observable<ConnectionSignal>((subscriber) => {
      // First, so that what is known at once is known before the first attempt.
      subscriber.add(environment$.pipe(scan(nextSurroundings, unknownSurroundings)).subscribe(surroundings));
      return surroundings
        .pipe(
          map(({ suspended }) => suspended),
          distinctUntilChanged(),
          switchMap((suspended) => (suspended ? paused$ : running$)),
        )
        .subscribe(subscriber);
    });
  });
}
