import { defer, retry, switchMap, type Observable } from 'rxjs';
import type { Clock } from '../clock';
import { admitted, type Gate } from './admission';
import { connectUrl, type Address, type ConnectQuery } from './connect-url';
import { lanes, type LanesOptions } from './lane-driver';
import type { Link } from './link';
import { openSocket, type OpenSocketOptions } from './open-socket';
import { afterPause, Pause } from './pause';
import type { AttemptContext, AttemptSignal, Signal } from './signals';
import { startWithThen } from './start-with-then';

/** One fresh token, and the data of its answer. */
export interface FreshToken {
  readonly token: string;
  /** The server's time, in epoch ms, if the answer has one. */
  readonly date?: number | undefined;
}

/** Options of {@link connection}. */
export interface ConnectionOptions extends LanesOptions, Gate, ConnectQuery, OpenSocketOptions {
  readonly address: Address;
  readonly allowInsecure: boolean;
  /** Fetches one fresh token; `undefined` if the gateway needs none. */
  readonly authorize: ((context: AttemptContext) => Observable<FreshToken>) | undefined;
}

/**
 * The core of this library: one connection that is opened again after every loss. Each socket gets a fresh token. After
 * every ending both are tried again, with a backoff, and an open connection is replaced before the server closes it.
 * Errors only with what a retry cannot cure. Completes only when the page is suspended.
 */
export function connection(options: ConnectionOptions, clock: Clock): Observable<Signal> {
  const { address, allowInsecure, authorize, pacing, commands } = options;
  const attempt$ = defer(() => {
    const { channel } = commands;
    const context: AttemptContext = { attempt: pacing.attempt, ...(channel !== undefined && { channel }) };
    const openWith = ({ token, date }: Partial<FreshToken> = {}) => {
      pacing.dated(date);
      return startWithThen<AttemptSignal, Link>({ type: 'connecting', ...context }, () =>
        openSocket(
          connectUrl(address.next(options, allowInsecure), options, { token, channel }),
          options,
          clock,
          token,
        ),
      );
    };
    return authorize
      ? startWithThen<AttemptSignal, AttemptSignal | Link>(
          { type: 'authorizing', ...context },
          () => authorize(context).pipe(switchMap(openWith)), // a fresh token feeds one webSocket() subject …
        )
      : openWith();
  });
  return lanes(admitted(attempt$, options, clock), options, clock).pipe(
    // … when it may be made; while it lives, the next beside it …
    retry({ delay: afterEnding }), // … every ending, clean or not, runs token and socket again …
  );

  /** Emits when the next attempt is due; throws what no retry can cure. */
  function afterEnding(ended: unknown): Observable<unknown> {
    if (!(ended instanceof Pause)) throw ended;
    return afterPause(ended, commands.all$, address.isLocal, pacing, clock);
  }
}
