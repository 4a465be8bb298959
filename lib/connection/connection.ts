import { defer, retry, switchMap, type Observable } from 'rxjs';
import type { Clock } from '../clock';
import { ConfigError } from '../errors';
import { admitted, type Gate } from './admission';
import { checkUrl, connectUrl, type ConnectQuery } from './connect-url';
import { lanes, type LanesOptions } from './lane-driver';
import type { Link } from './link';
import { openSocket, type OpenSocketOptions } from './open-socket';
import { afterPause, Pause } from './pause';
import type { AttemptContext, AttemptSignal, Signal } from './signals';
import { startWithThen } from './start-with-then';

/** Options of {@link connection}. */
export interface ConnectionOptions extends LanesOptions, Gate, ConnectQuery, OpenSocketOptions {
  readonly url: string | (() => string);
  readonly allowInsecure: boolean;
  /** Fetches one fresh token; `undefined` where the gateway needs none. */
  readonly authorize: ((context: AttemptContext) => Observable<string>) | undefined;
}

/**
 * The heart: one connection that is opened again after every loss. Each socket gets a fresh token. After every ending
 * both are tried again, with a backoff, and an open connection is replaced before the server closes it. Errors only
 * with what a retry cannot cure. Completes only when the page is suspended.
 */
export function connection(options: ConnectionOptions, clock: Clock): Observable<Signal> {
  const { authorize, pacing, commands, isLocal } = options;
  const attempt$ = defer(() => {
    const { channel } = commands;
    const context: AttemptContext = { attempt: pacing.attempt, ...(channel !== undefined && { channel }) };
    const openWith = (token?: string) =>
      startWithThen<AttemptSignal, Link>({ type: 'connecting', ...context }, () =>
        openSocket(connectUrl(baseUrl(options), options, { token, channel }), options, clock, token),
      );
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
    return afterPause(ended, commands.all$, isLocal(), clock);
  }
}

/** The address of the next connection; a function is called for each one. */
function baseUrl({ url, allowInsecure, ...query }: ConnectionOptions): string {
  if (typeof url === 'string') return url;
  let returned: unknown;
  try {
    returned = url();
  } catch (cause) {
    throw new ConfigError('url', 'the function threw.', { cause });
  }
  return checkUrl(returned, query, allowInsecure);
}
