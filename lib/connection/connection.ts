import { defer, map, of, switchMap, tap, timer, type Observable, type ObservableInput } from 'rxjs';
import { ConfigError, ConnectionError, ownError, TokenError, type GatewaySocketError } from '../errors';
import type { Fault, Opened, SocketEvent } from '../events';
import type { Host } from '../host';
import { checkUrl, connectUrl, type ConnectQuery } from './connect-url';
import { openSocket, type Link, type OpenSocketOptions } from './open-socket';
import { retryAfter, type Backoff, type BackoffStep } from './retry-backoff';

/** What a connection is made of. */
export interface ConnectionOptions extends ConnectQuery, OpenSocketOptions {
  readonly url: string | (() => string);
  readonly allowInsecure: boolean;
  readonly channel: string | undefined;
  /** One fresh token for one attempt; left out where the gateway asks for none. */
  readonly authorize:
    ((context: { readonly attempt: number; readonly channel?: string }) => Observable<string>) | undefined;
  readonly backoff: Backoff;
  /** What a retry cannot cure, given what this library thinks of it. */
  readonly isFatal: (error: GatewaySocketError, byDefault: boolean) => boolean;
}

/** What a connection emits while one socket follows the other. */
export type ConnectionSignal =
  /** A socket took over: what is sent from now on goes to its link. */
  | { readonly type: 'opened'; readonly link: Link; readonly opened: Opened }
  /** A frame of any open socket. */
  | { readonly type: 'frame'; readonly data: unknown }
  /** An open socket ended by itself: nothing more comes from its link, and what it still held is lost. */
  | { readonly type: 'gone'; readonly link: Link; readonly error: ConnectionError };

/** Where a connection says what becomes of it. */
export interface Reporter {
  event(event: SocketEvent): void;
  fault(fault: Fault): void;
}

/** The window of the backend's own limits (contract B2, B3): a rate limit is over when it has passed. */
const RATE_LIMIT_WINDOW = 60_000;

/** No retry cures a login that is missing or an address that is wrong. */
const FATAL_TOKEN_ERRORS: ReadonlySet<string> = new Set(['csrf', 'unauthenticated', 'rejected']);

/**
 * The heart: a fresh token feeds one socket, and every ending, clean or not, runs both again after a backoff. Emits the
 * signals of one socket after the other; errors only with what a retry cannot cure; never completes.
 */
export function connection(options: ConnectionOptions, host: Host, reporter: Reporter): Observable<ConnectionSignal> {
  const now = () => host.scheduler.now();
  const { channel, backoff } = options;
  const where = channel === undefined ? {} : { channel };
  // What outlives one use of the connection: how many there were, and since when nothing can arrive.
  let count = 0;
  let silentSince: number | undefined;

  return defer(() => {
    let attempt = 1;

    const opened = (): Opened => {
      const downtime = silentSince === undefined ? 0 : now() - silentSince;
      silentSince = undefined;
      count += 1;
      const taken: Opened = { count, reconnected: count > 1, rotated: false, downtime, ...where };
      reporter.event({ type: 'open', at: now(), ...taken });
      return taken;
    };
    const silent = () => {
      if (count > 0) silentSince ??= now();
    };

    const token$ = defer((): Observable<string | undefined> => {
      if (!options.authorize) return of(undefined);
      reporter.event({ type: 'token', at: now(), attempt });
      return options.authorize({ attempt, ...where });
    });

    const attempt$ = token$.pipe(
      switchMap((token) => {
        reporter.event({ type: 'connecting', at: now(), attempt, ...where });
        return openSocket(connectUrl(baseUrl(options), options, { token, channel }), options, host);
      }),
      map((signal): ConnectionSignal => (signal.type === 'opened' ? { ...signal, opened: opened() } : signal)),
      tap({ error: silent, unsubscribe: silent }),
    );

    const waitAfter = (step: BackoffStep): ObservableInput<unknown> => {
      const error = ownError(step.error);
      if (error instanceof ConnectionError) reporter.event({ type: 'ended', at: now(), error });
      if (error instanceof TokenError) reporter.fault({ type: 'token', error });
      if (options.isFatal(error, step.exhausted || isFatalByDefault(error))) throw error;
      attempt = step.attempt;
      const limited = error instanceof TokenError && error.kind === 'rate-limited';
      const delay = step.delay + askedFor(error);
      reporter.event({
        type: 'waiting',
        at: now(),
        reason: limited ? 'rate-limited' : 'backoff',
        attempt,
        delay,
        until: now() + delay,
        cause: error,
      });
      return timer(delay, host.scheduler);
    };

    return attempt$.pipe(retryAfter(backoff, host, waitAfter));
  });
}

function isFatalByDefault(error: GatewaySocketError): boolean {
  return error instanceof ConfigError || (error instanceof TokenError && FATAL_TOKEN_ERRORS.has(error.kind));
}

/** How long the backend wants to be left alone, in ms. The backoff is added to it, so that its clients come back apart. */
function askedFor(error: GatewaySocketError): number {
  if (!(error instanceof TokenError)) return 0;
  return error.retryAfter ?? (error.kind === 'rate-limited' ? RATE_LIMIT_WINDOW : 0);
}

/** The address of the next connection, asked for each time where it is a function. */
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
